pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// 公开单位, 依据, 下一次: labels in one column, words in the other; below each other at 特大.
Column {
    id: lines

    required property var facts
    required property string contact
    readonly property real labelWidth: Theme.sizes.meta * 5.2
    readonly property bool beside: Theme.step < 2

    spacing: Theme.px(6)
    Repeater {
        model: lines.facts
        Item {
            id: line
            required property var modelData
            width: lines.width
            implicitHeight: lines.beside ? Math.max(label.height, words.height) : label.height + words.height
            Label {
                id: label
                width: lines.beside ? lines.labelWidth : parent.width
                kind: "meta"
                text: line.modelData.label
            }
            Label {
                id: words
                x: lines.beside ? lines.labelWidth : 0
                y: lines.beside ? 0 : label.height
                width: Math.min(parent.width - x, Theme.sizes.meta * 24)
                kind: "meta"
                text: line.modelData.text
                color: Theme.ink
            }
        }
    }
    Notice {
        width: parent.width
        visible: lines.contact !== ""
        text: lines.contact
    }
}
