pragma ComponentBehavior: Bound
import QtQuick

// Short facts with wide spaces between them: a line is broken between two facts, not inside one, where
// that costs no further line.
Label {
    id: label

    required property string facts
    // Its length on one line, whatever the width it is given.
    readonly property real whole: Math.ceil(metrics.advanceWidth(facts)) + 1

    kind: "meta"
    text: {
        if (whole <= width || width <= 0)
            return facts;
        const lines = [];
        for (const fact of facts.split("　")) {
            const line = lines.length > 0 ? lines[lines.length - 1] + "　" + fact : fact;
            if (lines.length > 0 && metrics.advanceWidth(line) + 1 <= width)
                lines[lines.length - 1] = line;
            else
                lines.push(fact);
        }
        const tall = lines.reduce((sum, line) => sum + Math.ceil(metrics.advanceWidth(line) / width), 0);
        return tall <= Math.ceil(whole / width) ? lines.join("\n") : facts;
    }

    FontMetrics {
        id: metrics
        font: label.font
    }
}
