"""The county side: spreadsheets to rows to signed bundles, recipient registry, keys."""
