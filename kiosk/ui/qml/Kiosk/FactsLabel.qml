pragma ComponentBehavior: Bound
import QtQuick

// Short facts with wide spaces between them: a line is broken between two facts, not inside one, where
// that costs no further line.
Label {
    id: label

    required property string facts
    // Its length on one line, whatever the width it is given.
    readonly property real whole: Math.ceil(measured.advanceWidth) + 1

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

    // A property, not a function's answer: text grown by 大字 is measured again.
    TextMetrics {
        id: measured
        font: label.font
        text: label.facts
    }
    FontMetrics {
        id: metrics
        font: label.font
    }
}
