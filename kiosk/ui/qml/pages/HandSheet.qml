pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// The sheet for one character: a cross to aim at, and what the finger draws.
Rectangle {
    id: sheet

    readonly property alias empty: ink.empty

    signal ready(paper: InkSheet)
    signal lifted

    color: Theme.surface
    radius: Theme.radius
    border.width: Theme.stroke
    border.color: Theme.edge

    Rectangle {
        anchors.centerIn: parent
        width: parent.width * 0.72
        height: Theme.stroke
        color: Theme.line
    }
    Rectangle {
        anchors.centerIn: parent
        width: Theme.stroke
        height: parent.height * 0.84
        color: Theme.line
    }
    Label {
        x: Theme.px(20)
        y: Theme.px(8)
        visible: ink.empty
        kind: "stripMeta"
        oneLine: true
        text: Words.write_in_here
        color: Theme.ink2
    }
    InkSheet {
        id: ink
        anchors.fill: parent
        ink: Theme.ink
        breadth: Theme.px(14)
        Accessible.role: Accessible.Canvas
        Accessible.name: Words.write_in_here
        Component.onCompleted: sheet.ready(ink)
        // Not a key: a place where the finger draws.
        MouseArea {
            anchors.fill: parent
            onPressed: mouse => ink.begin(mouse.x, mouse.y)
            onPositionChanged: mouse => ink.draw_to(mouse.x, mouse.y)
            onReleased: sheet.lifted()
            onCanceled: sheet.lifted()
        }
    }
}
