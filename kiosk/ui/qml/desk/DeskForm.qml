pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// The body of the desk's simpler pages: a sentence, rows or digits, what came of the last press, keys.
// `vm` is one of those made from kiosk.ui.desk.form.FormModel.
Item {
    id: form

    required property var vm
    required property Page page
    // The page says the sentence itself (beside its title on a low glass).
    property bool leads: true
    // Room beside and above the rows for what only this page has (a picture); the keys stay below it.
    property real leftRoom: 0
    property real topRoom: 0
    readonly property real topEnd: top.height + (top.height > 0 ? Theme.gap : 0)
    readonly property real footTop: foot.y
    readonly property real keyHigh: foot.high
    readonly property bool presses: (vm.view.places ?? 0) > 0
    property int columns: Theme.landscape && !Theme.compact ? 2 : 1
    readonly property bool backs: (vm.view.back ?? false) || Nav.depth > 2
    readonly property var keys: vm.view.keys ?? []
    // Not bound to the number of pages: room for its keys makes the list lower, and it deals again.
    property bool paged: false
    // A very long list comes in parts; a whole one fills so many pages.
    property int partPages: 1
    readonly property int part: vm.said.part ?? 0
    readonly property int parts: vm.said.parts ?? 1
    readonly property int pagesBefore: part * partPages
    readonly property int allPages: pagesBefore + list.pages + (part < parts - 1 ? (parts - 2 - part) * partPages + Math.ceil(partPages * (vm.said.tail ?? 1)) : 0)

    // Its pages go on over the ends of a part.
    function turn(to: int): void {
        const at = to - pagesBefore;
        if (at >= 0 && at < list.pages) {
            page.turn(at);
            return;
        }
        page.turn(at < 0 ? 999 : 0);
        vm.more(at < 0 ? -1 : 1);
    }
    function repage(): void {
        paged = list.pages > 1 || parts > 1;
        if (part < parts - 1)
            partPages = list.pages;
    }

    onPartsChanged: Qt.callLater(repage)

    Column {
        id: top
        x: form.leftRoom
        width: parent.width - x
        spacing: Theme.gapMin
        Label {
            width: Math.min(parent.width, Theme.sizes.body * 24)
            visible: text !== ""
            kind: Theme.compact ? "meta" : "body"
            color: Theme.ink
            text: form.leads ? form.vm.view.lead ?? "" : ""
        }
        Label {
            width: parent.width
            visible: text !== ""
            kind: "figure"
            font.pixelSize: Theme.px(Theme.compact ? 72 : 96)
            oneLine: true
            text: form.vm.view.figure ?? ""
        }
    }
    Item {
        id: middle
        x: form.leftRoom
        y: form.topEnd + form.topRoom
        width: parent.width - x
        height: note.y - y - Theme.gapMin

        PagedColumn {
            id: list
            anchors.fill: parent
            visible: !form.presses
            columns: form.columns
            even: false
            page: form.page.page
            model: form.vm.rows
            onPagesChanged: Qt.callLater(form.repage)
            delegate: DeskRow {
                onChosen: form.vm.press_row(code)
            }
        }
        PinPad {
            anchors.fill: parent
            visible: form.presses
            pressed: form.vm.said.pressed ?? 0
            places: Math.max(1, form.vm.view.places ?? 1)
            note: form.vm.said.note ?? ""
            problem: form.vm.said.problem ?? false
            onDigit: sign => form.vm.press(sign)
        }
    }
    Notice {
        id: note
        y: foot.y - height - (height > 0 ? Theme.gapMin : 0)
        width: parent.width
        height: text !== "" ? implicitHeight : 0
        visible: text !== ""
        problem: form.vm.said.problem ?? false
        // Beside the digits when there are some.
        text: form.presses ? "" : form.vm.said.note ?? ""
    }
    FootKeys {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        keys: form.keys
        backs: form.backs
        paged: form.paged && !form.presses
        page: form.pagesBefore + list.shown
        pages: form.allPages
        onTurned: to => form.turn(to)
        onActed: code => form.vm.press_key(code)
        onWentBack: {
            if (!form.vm.step_back())
                Nav.back();
        }
    }
}
