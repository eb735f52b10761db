"""From a department's file to rows: kind by content, sandboxed child, layout, columns."""
