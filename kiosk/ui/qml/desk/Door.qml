pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// The door of the desk: who, then the PIN. A villager who came here by chance finds 返回 and 首页 below.
Page {
    id: page

    readonly property bool presses: (vm.view.places ?? 0) > 0

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow
    pages: presses ? 1 : list.pages

    DoorVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    PagedColumn {
        id: list
        anchors.fill: parent
        visible: !page.presses
        page: page.page
        model: vm.keys
        delegate: ListRow {
            required property string code
            required property string label
            required side
            title: label
            chevron: true
            onActivated: vm.choose(code)
        }
    }
    Column {
        anchors.fill: parent
        visible: page.presses
        spacing: Theme.gap
        PinPad {
            width: parent.width
            height: parent.height - (keys.needed ? keys.height + Theme.gap : 0)
            pressed: vm.pad.pressed ?? 0
            places: Math.max(1, vm.view.places ?? 1)
            note: vm.pad.note ?? ""
            problem: vm.pad.problem ?? false
            onDigit: sign => vm.press(sign)
        }
        Row {
            id: keys
            readonly property bool needed: (vm.view.step === "pin" || vm.view.step === "code") && (vm.view.known ?? false)
            height: Theme.key
            spacing: Theme.gapMin
            Key {
                height: parent ? parent.height : 0
                visible: keys.needed
                icon: "users"
                label: Words.other_person
                onActivated: vm.back_to_people()
            }
            Key {
                height: parent ? parent.height : 0
                visible: vm.view.step === "pin"
                icon: "lifebuoy"
                label: Words.forgot_pin
                onActivated: vm.forgot()
            }
        }
    }
}
