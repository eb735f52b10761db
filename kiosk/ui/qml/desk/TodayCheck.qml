pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// How the printer or the backup is; opens the page that says more.
Rectangle {
    id: check

    required property string icon
    required property string title
    required property string note
    required property bool bad
    // In one line beside the title where it fits.
    property bool flat: false
    readonly property bool fits: name.implicitWidth + said.implicitWidth + Theme.px(16) <= words.width

    signal activated

    implicitHeight: flat ? Theme.target : Math.max(Theme.key, words.implicitHeight + Theme.px(20))
    radius: Theme.radius
    color: touch.pressed ? Theme.tint : Theme.surface
    border.width: Theme.stroke
    border.color: touch.pressed ? Theme.primary : bad ? Theme.errInk : Theme.line

    Icon {
        id: mark
        x: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        name: check.icon
        size: Theme.px(44)
        tint: check.bad ? Theme.errInk : Theme.ptext
    }
    Flow {
        id: words
        x: mark.x + mark.width + Theme.px(16)
        anchors.verticalCenter: parent.verticalCenter
        width: arrow.x - x - Theme.px(8)
        spacing: check.flat ? Theme.px(16) : 0
        Label {
            id: name
            width: check.flat ? implicitWidth : words.width
            kind: "meta"
            color: check.bad ? Theme.errInk : Theme.ink
            font.weight: Font.Medium
            text: check.title
        }
        Label {
            id: said
            width: check.flat ? implicitWidth : words.width
            height: check.flat ? name.height : implicitHeight
            verticalAlignment: Text.AlignVCenter
            visible: text !== "" && (!check.flat || check.fits)
            kind: "small"
            font.pixelSize: Theme.px(30)
            text: check.note
        }
    }
    Icon {
        id: arrow
        x: parent.width - width - Theme.px(16)
        anchors.verticalCenter: parent.verticalCenter
        name: "chevron-right"
        size: Theme.px(36)
    }
    TouchKey {
        id: touch
        label: check.title + "，" + check.note
        onActivated: check.activated()
    }
}
