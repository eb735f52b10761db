pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// Everything at the bottom of the glass: nav keys and aid keys; on home only the aid keys,
// and in landscape the person on duty in the place of the nav keys.
Rectangle {
    id: bottom

    property bool isHome: false
    property string duty: ""
    property int page: 0
    property int pages: 1
    property string closing: ""
    // The nav keys are made when home is left for the first time: the first picture is there the sooner.
    property bool wasLeft: false

    signal turned(int to)
    signal closed

    implicitHeight: isHome ? Theme.homeBandHeight : Theme.bandHeight
    color: Theme.sunk

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        height: Theme.stroke
        color: Theme.line
    }
    Connections {
        target: Nav
        function onChanged(): void {
            bottom.wasLeft = true;
        }
    }
    Loader {
        x: Theme.margin
        y: Theme.px(20)
        width: Theme.landscape ? aids.x - Theme.px(16) - x : bottom.width - 2 * Theme.margin
        active: bottom.wasLeft
        visible: !bottom.isHome
        sourceComponent: NavBar {
            page: bottom.page
            pages: bottom.pages
            closing: bottom.closing
            onTurned: to => bottom.turned(to)
            onClosed: bottom.closed()
        }
    }
    Notice {
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.verticalCenter: aids.verticalCenter
        width: aids.x - Theme.margin - Theme.gap
        visible: bottom.isHome && Theme.landscape && bottom.duty !== ""
        icon: "user-circle"
        kind: "stripMeta"
        text: bottom.duty
    }
    AidBar {
        id: aids
        x: Theme.landscape ? bottom.width - Theme.margin - implicitWidth : Theme.margin
        y: bottom.height - height - Theme.px(32)
        width: Theme.landscape ? implicitWidth : bottom.width - 2 * Theme.margin
    }
}
