import QtQuick
import Kiosk

// Short facts on one line, or one below the other: never broken inside a fact.
Label {
    id: label

    required property var parts
    readonly property var said: parts.filter(part => part !== "")

    kind: "meta"
    visible: said.length > 0
    text: said.join(metrics.advanceWidth <= width ? "　" : "\n")

    TextMetrics {
        id: metrics
        font: label.font
        text: label.said.join("　")
    }
}
