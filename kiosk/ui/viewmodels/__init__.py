"""One view-model a page: properties, list models and intents for QML."""
