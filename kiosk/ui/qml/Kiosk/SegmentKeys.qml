pragma ComponentBehavior: Bound
import QtQuick

// 2–5 keys in a row; the chosen one is filled and carries a check (or its own icon). Wraps when it must.
// options = [{label, icon?}].
Flow {
    id: segment

    required property var options
    property int chosen: 0
    property bool equal: false
    property real keyHeight: Theme.px(84)

    signal chose(int index)

    spacing: Theme.gapMin + Theme.px(4)
    Repeater {
        model: segment.options
        Key {
            required property int index
            required property var modelData
            readonly property bool isChosen: index === segment.chosen
            width: segment.equal ? (segment.width - segment.spacing * (segment.options.length - 1)) / segment.options.length : Math.max(Theme.px(160), implicitWidth)
            height: Math.max(segment.keyHeight, Theme.target)
            sidePad: Theme.px(20)
            kind: isChosen ? "on" : "plain"
            label: modelData.label
            icon: modelData.icon ? modelData.icon : isChosen ? "check" : ""
            onActivated: segment.chose(index)
        }
    }
}
