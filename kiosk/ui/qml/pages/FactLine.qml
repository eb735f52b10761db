import QtQuick
import Kiosk

// 公开单位, 依据, 下一次: the label in its column, the words beside it; below each other at 特大.
Item {
    id: line

    required property string label
    required property string text
    readonly property bool beside: Theme.step < 2
    readonly property real indent: beside ? Theme.sizes.meta * 5.2 : 0

    implicitHeight: beside ? Math.max(head.height, words.height) : head.height + words.height
    Label {
        id: head
        width: line.beside ? line.indent : parent.width
        kind: "meta"
        text: line.label
    }
    Label {
        id: words
        x: line.indent
        y: line.beside ? 0 : head.height
        width: Math.min(parent.width - x, Theme.sizes.meta * 24)
        kind: "meta"
        text: line.text
        color: Theme.ink
    }
}
