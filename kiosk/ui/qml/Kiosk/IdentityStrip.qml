pragma ComponentBehavior: Bound
import QtQuick

// Whose machine this is: seal, village, kind of publication; the date at the right. Does not grow with the text.
Rectangle {
    id: strip

    required property string village
    required property string affairs
    required property string aside

    signal knocked

    implicitHeight: Theme.stripHeight
    color: Theme.bg

    Rectangle {
        id: seal
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(60)
        height: width
        radius: Theme.px(10)
        color: Theme.dark ? "transparent" : Theme.accent
        border.width: Theme.dark ? Theme.stroke : 0
        border.color: Theme.ink
        Label {
            anchors.centerIn: parent
            kind: "strip"
            oneLine: true
            text: "公"
            color: Theme.dark ? Theme.ink : Theme.primaryInk
        }
    }
    Label {
        id: name
        anchors.left: seal.right
        anchors.leftMargin: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        kind: "strip"
        oneLine: true
        text: strip.village
    }
    Label {
        anchors.left: name.right
        anchors.leftMargin: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        kind: "strip"
        font.weight: Font.Normal
        oneLine: true
        text: strip.affairs
        color: Theme.ink2
    }
    // The clerk's hidden entry (ui.md page 2): no key, so it has no role, no name and no focus.
    MouseArea {
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.left: seal.left
        anchors.right: name.right
        onClicked: strip.knocked()
    }
    Label {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        kind: "stripMeta"
        oneLine: true
        text: strip.aside
        color: Theme.ink2
    }
    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Theme.stroke
        color: Theme.line
    }
}
