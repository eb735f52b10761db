pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One row of a published table: heads sunk, a total under a strong line, figures at the right.
Rectangle {
    id: row

    required property var cells
    required property var columns
    required property var widths
    required property string kind
    property string textKind: "body"

    // The label of a sum runs on over the empty cells beside it.
    readonly property var spans: {
        const found = [];
        for (let i = 0; i < widths.length; i++)
            found.push(widths[i]);
        const first = isTotal ? cells.findIndex(c => c !== "") : -1;
        for (let i = first + 1; first >= 0 && i < found.length && cells[i] === ""; i++) {
            found[first] += found[i];
            found[i] = 0;
        }
        return found;
    }
    readonly property bool isHead: kind === "head"
    readonly property bool isTotal: kind === "total"

    implicitHeight: line.implicitHeight + Theme.px(20)
    color: isHead ? Theme.sunk : Theme.surface
    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: row.isTotal ? parent.top : undefined
        anchors.bottom: row.isTotal ? undefined : parent.bottom
        height: row.isTotal ? Math.round(Theme.stroke * 1.5) : Theme.stroke
        color: row.isTotal ? Theme.ink : Theme.line
    }
    Row {
        id: line
        x: Theme.px(24)
        anchors.verticalCenter: parent.verticalCenter
        Repeater {
            model: row.cells
            Item {
                id: cell
                required property int index
                required property string modelData
                width: row.spans[index] ?? 0
                implicitHeight: words.implicitHeight
                Label {
                    id: words
                    width: Math.max(0, parent.width - Theme.px(12))
                    kind: !row.isHead ? row.textKind : row.textKind === "body" ? "meta" : "small"
                    color: row.isHead ? Theme.ink2 : Theme.ink
                    font.weight: row.isTotal ? Font.Bold : Font.Normal
                    horizontalAlignment: row.columns[cell.index].right ? Text.AlignRight : Text.AlignLeft
                    text: cell.modelData
                }
            }
        }
    }
}
