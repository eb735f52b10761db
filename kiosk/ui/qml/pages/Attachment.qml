pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Attachments as page images; 放大看 in two steps, moved by keys.
Page {
    id: page

    readonly property bool enlarged: picture.step > 0

    title: vm.title
    meta: vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: vm.pages
    onShownChanged: vm.turn(shown)

    AttachmentVM {
        id: vm
        Component.onCompleted: vm.start({
            id: Nav.params.id ?? "",
            policy: Nav.params.policy ?? "",
            only: Nav.params.only ?? "",
            page: Nav.recall("page", Nav.params.index ?? 0)
        })
        Component.onDestruction: vm.stop()
    }

    Card {
        id: frame
        // The frame is no larger than the picture, which stands in the middle of a tall glass.
        readonly property real room: keys.y - Theme.px(12)
        width: parent.width
        height: page.enlarged || picture.shape <= 0 ? room : Math.min(room, Math.ceil((width - Theme.px(16)) * picture.shape) + Theme.px(16))
        y: Math.round((room - height) / 3)
        PictureView {
            id: picture
            anchors.fill: parent
            anchors.margins: Theme.px(8)
            image: vm.image
            Accessible.role: Accessible.Graphic
            Accessible.name: vm.meta
        }
    }
    Flow {
        id: keys
        readonly property int count: page.enlarged ? (picture.can_enlarge ? 6 : 5) : 1
        readonly property int inRow: !page.enlarged ? 1 : Theme.landscape ? count : 3
        readonly property real share: (width - spacing * (inRow - 1)) / inRow
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.gapMin
        Key {
            width: keys.share
            visible: picture.can_enlarge
            kind: "link"
            icon: "zoom-in"
            sidePad: Theme.px(8)
            label: Words.zoom_in
            onActivated: picture.enlarge()
        }
        Key {
            width: keys.share
            visible: page.enlarged
            kind: "link"
            icon: "zoom-out"
            sidePad: Theme.px(8)
            label: Words.zoom_out
            onActivated: picture.fit()
        }
        Key {
            width: keys.share
            visible: page.enlarged
            icon: "chevron-up"
            sidePad: Theme.px(8)
            label: Words.move_up
            onActivated: picture.move_by(0, -1)
        }
        Key {
            width: keys.share
            visible: page.enlarged
            icon: "chevron-down"
            sidePad: Theme.px(8)
            label: Words.move_down
            onActivated: picture.move_by(0, 1)
        }
        Key {
            width: keys.share
            visible: page.enlarged
            icon: "chevron-left"
            sidePad: Theme.px(8)
            label: Words.move_left
            onActivated: picture.move_by(-1, 0)
        }
        Key {
            width: keys.share
            visible: page.enlarged
            icon: "chevron-right"
            sidePad: Theme.px(8)
            label: Words.move_right
            onActivated: picture.move_by(1, 0)
        }
    }
}
