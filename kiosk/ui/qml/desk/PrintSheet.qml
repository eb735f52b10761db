pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// The preview of a sheet, the five looks at it, and the keys that print it (ui.md page 16).
Item {
    id: root

    required property DeskSheetVM vm
    readonly property bool wide: Theme.landscape
    readonly property real keyHigh: Theme.landscape ? Theme.target : Theme.px(96)
    readonly property real turnWide: Theme.px(Theme.compact ? 200 : 270)

    Rectangle {
        id: frame
        width: root.wide ? root.turnWide + height * 0.74 + Theme.px(48) : parent.width
        height: root.wide ? parent.height : below.y - Theme.gapMin
        radius: Theme.radius
        color: Theme.sunk

        PictureView {
            id: picture
            x: Theme.px(16)
            y: Theme.px(16)
            width: turns.x - x - Theme.px(16)
            height: parent.height - y * 2
            image: root.vm.image
            visible: waiting.text === "" && step > 0
            Accessible.role: Accessible.Graphic
            Accessible.name: root.vm.view.place ?? ""
        }
        // The whole page, made smaller evenly: thin rules and small type stay readable.
        PictureView {
            anchors.fill: picture
            image: root.vm.overview
            visible: waiting.text === "" && picture.step === 0
            Accessible.role: Accessible.Graphic
            Accessible.name: root.vm.view.place ?? ""
        }
        Label {
            id: waiting
            x: Theme.px(24)
            y: Theme.px(24)
            width: picture.width - x
            kind: "meta"
            visible: text !== ""
            color: (root.vm.view.fault ?? "") !== "" ? Theme.errInk : Theme.ink2
            text: root.vm.view.fault || (root.vm.view.wait ?? "")
        }
        PrintTurns {
            id: turns
            x: parent.width - width - Theme.px(16)
            y: Theme.px(16)
            width: root.turnWide
            height: parent.height - y * 2
            keyHigh: root.keyHigh
            vm: root.vm
            picture: picture
        }
    }
    Column {
        id: below
        x: root.wide ? frame.width + Theme.gap : 0
        y: parent.height - height
        width: parent.width - x
        spacing: Theme.gapMin

        PrintLooks {
            id: looks
            width: parent.width
            visible: root.wide && !Theme.compact && has
            columns: 3
            vm: root.vm
        }
        PrintSettings {
            width: parent.width
            visible: !looks.bad
            keyHigh: root.keyHigh
            vm: root.vm
        }
        Notice {
            id: said
            width: parent.width
            visible: text !== ""
            kind: Theme.compact ? "small" : "meta"
            icon: root.vm.said.icon ?? "info-circle"
            problem: icon === "alert-triangle"
            text: root.vm.said.words ?? ""
        }
        PrintKeys {
            width: parent.width
            keyHigh: root.keyHigh
            keys: root.vm.view.keys ?? []
            back: Nav.depth > 2
            onActed: code => root.vm.act(code)
        }
        PrintKeys {
            width: parent.width
            keyHigh: root.keyHigh
            keys: root.vm.view.moreKeys ?? []
            onActed: code => root.vm.act(code)
        }
    }
}
