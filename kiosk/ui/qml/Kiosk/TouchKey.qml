pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// What makes its parent touchable: acts on release inside, hit slop around the drawn area, one
// finger, no double taps, keyboard focus with ring, role and name for assistive technology.
Item {
    id: touch

    required property string label
    property int role: Accessible.Button
    property bool checked: false
    // Rows of one table lie edge to edge: there the slop would reach over a neighbour.
    property bool slop: true
    property real radius: Theme.radius
    readonly property bool pressed: area.pressed && area.containsMouse
    // Marks touchable things for the page checks.
    readonly property bool isTouchKey: true

    signal activated

    function act(): void {
        if (touch.enabled && Touch.allows(touch))
            touch.activated();
    }

    anchors.fill: parent
    activeFocusOnTab: true
    Accessible.role: touch.role
    Accessible.name: touch.label
    Accessible.focusable: true
    Accessible.checked: touch.checked
    Accessible.onPressAction: touch.act()
    Keys.onReturnPressed: touch.act()
    Keys.onEnterPressed: touch.act()
    Keys.onSpacePressed: touch.act()

    Rectangle {
        anchors.fill: parent
        anchors.margins: -Theme.px(6)
        visible: touch.activeFocus && Theme.keyboard
        color: "transparent"
        radius: touch.radius + Theme.px(6)
        border.width: Theme.px(4)
        border.color: Theme.focus
    }

    // 2 mm all round and 1 mm more right and down, where a pressing finger really lands (ui.md §2.4).
    MouseArea {
        id: area
        anchors.fill: parent
        anchors.leftMargin: touch.slop ? -Math.round(Theme.gapMin * 2 / 3) : 0
        anchors.topMargin: anchors.leftMargin
        anchors.rightMargin: touch.slop ? -Theme.gapMin : 0
        anchors.bottomMargin: anchors.rightMargin
        onClicked: touch.act()
    }
}
