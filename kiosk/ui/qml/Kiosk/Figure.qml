pragma ComponentBehavior: Bound
import QtQuick

// The one total of a page: value, unit at 60 % on the same baseline, caption above.
Column {
    id: figure

    required property string value
    property string unit: ""
    property string caption: ""
    property color valueColor: Theme.ink
    property string kind: "figure"

    Label {
        visible: figure.caption !== ""
        width: figure.width > 0 ? figure.width : implicitWidth
        kind: "meta"
        text: figure.caption
    }
    Item {
        implicitWidth: number.implicitWidth + (figure.unit !== "" ? unitWord.implicitWidth + Theme.px(10) : 0)
        implicitHeight: number.implicitHeight
        Label {
            id: number
            kind: figure.kind
            oneLine: true
            text: figure.value
            color: figure.valueColor
        }
        Label {
            id: unitWord
            anchors.left: number.right
            anchors.leftMargin: Theme.px(10)
            anchors.baseline: number.baseline
            visible: figure.unit !== ""
            kind: "meta"
            font.pixelSize: Math.max(Theme.sizes.small, Math.round(number.font.pixelSize * 0.6))
            oneLine: true
            text: figure.unit
            color: Theme.ink
        }
    }
}
