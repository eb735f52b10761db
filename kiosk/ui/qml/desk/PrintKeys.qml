pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// A row of keys over the whole width; the last one is the main one and takes what is left.
Row {
    id: row

    required property var keys
    required property real keyHigh
    property bool back: false

    signal acted(string code)

    height: keyHigh
    spacing: Theme.gapMin
    Key {
        id: backKey
        height: row.keyHigh
        visible: row.back
        sidePad: Theme.px(Theme.compact ? 12 : 16)
        textKind: Theme.compact ? "small" : "key"
        icon: "arrow-left"
        label: Words.back
        onActivated: Nav.back()
    }
    Repeater {
        id: repeater
        model: row.keys
        Key {
            required property int index
            required property var modelData
            readonly property real taken: (row.back ? backKey.width + row.spacing : 0)
            readonly property real before: {
                let sum = 0;
                for (let i = 0; i < repeater.count - 1; i++) {
                    const item = repeater.itemAt(i) as Key;
                    sum += (item ? item.implicitWidth : 0) + row.spacing;
                }
                return sum;
            }
            width: index === repeater.count - 1 ? row.width - taken - before : implicitWidth
            height: row.keyHigh
            sidePad: Theme.px(Theme.compact ? 12 : 16)
            textKind: Theme.compact ? "small" : "key"
            kind: enabled ? modelData.kind : "plain"
            enabled: modelData.enabled
            icon: modelData.icon
            label: modelData.label
            onActivated: row.acted(modelData.code)
        }
    }
}
