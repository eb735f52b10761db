pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// A sheet to write on with the finger, and a key that wipes it.
Item {
    id: sheet

    signal ready(paper: InkSheet)

    Rectangle {
        id: ground
        width: parent.width
        anchors.top: parent.top
        anchors.bottom: wipe.top
        anchors.bottomMargin: Theme.gapMin
        color: Theme.surface
        radius: Theme.radius
        border.width: Theme.stroke
        border.color: Theme.edge
        Label {
            anchors.centerIn: parent
            width: parent.width - Theme.pad * 2
            horizontalAlignment: Text.AlignHCenter
            visible: ink.empty
            kind: "body"
            font.pixelSize: Theme.px(40)
            text: Words.write_here
            color: Theme.ink2
        }
        InkSheet {
            id: ink
            anchors.fill: parent
            ink: Theme.ink
            breadth: Theme.px(9)
            Accessible.role: Accessible.Canvas
            Accessible.name: Words.write_here
            Component.onCompleted: sheet.ready(ink)
            // Not a key: the one place where the finger draws.
            MouseArea {
                anchors.fill: parent
                onPressed: mouse => ink.begin(mouse.x, mouse.y)
                onPositionChanged: mouse => ink.draw_to(mouse.x, mouse.y)
            }
        }
    }
    Key {
        id: wipe
        anchors.bottom: parent.bottom
        anchors.right: parent.right
        width: Math.max(Theme.px(300), implicitWidth)
        height: Math.max(Theme.target, Theme.px(84))
        icon: "eraser"
        label: Words.wipe_sheet
        enabled: !ink.empty
        onActivated: ink.clear()
    }
}
