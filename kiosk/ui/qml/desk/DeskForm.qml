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
    readonly property bool presses: (vm.view.places ?? 0) > 0
    property int columns: Theme.landscape && !Theme.compact ? 2 : 1
    readonly property bool backs: (vm.view.back ?? false) || Nav.depth > 2
    // On 768 lines three keys stand beside the pager.
    readonly property real keyPad: Theme.px(Theme.compact ? 14 : 24)
    readonly property int before: vm.said.before ? 1 : 0
    readonly property var keys: vm.view.keys ?? []
    // Not bound to the number of pages: room for its keys makes the list lower, and it deals again.
    property bool paged: false

    // A very long list comes in parts; its pages go on over their ends.
    function turn(to: int): void {
        const at = to - before;
        if (at >= 0 && at < list.pages) {
            page.turn(at);
            return;
        }
        page.turn(at < 0 ? 999 : 0);
        vm.more(at < 0 ? -1 : 1);
    }
    function repage(): void {
        paged = list.pages > 1 || before > 0;
    }

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
            delegate: ListRow {
                required property string code
                required property string chip
                required property bool opens
                required meta
                required side
                required icon
                required chipState
                required chipIcon
                required alarmed
                accessibleName: [title, meta, chip, side].filter(word => word !== "").join("，")
                chipLabel: chip
                chevron: opens
                onActivated: form.vm.choose(code)
            }
        }
        PinPad {
            anchors.fill: parent
            visible: form.presses
            pressed: form.vm.said.pressed ?? 0
            places: Math.max(1, form.vm.view.places ?? 1)
            onDigit: sign => form.vm.press(sign)
        }
    }
    Notice {
        id: note
        y: foot.y - height - (height > 0 ? Theme.gapMin : 0)
        width: parent.width
        height: text !== "" ? implicitHeight : 0
        visible: text !== ""
        icon: (form.vm.said.problem ?? false) ? "alert-triangle" : "info-circle"
        text: form.vm.said.note ?? ""
    }
    Item {
        id: foot
        readonly property bool inOneLine: Theme.landscape && form.paged
        anchors.bottom: parent.bottom
        width: parent.width
        height: row.height + (form.paged && !inOneLine ? Theme.key + (row.height > 0 ? Theme.gapMin : 0) : 0)
        DeskPager {
            id: pager
            x: parent.width - width
            width: foot.inOneLine ? Theme.px(560) : parent.width
            visible: form.paged && !form.presses
            page: list.shown + form.before
            pages: list.pages + form.before + (form.vm.said.after ? 1 : 0)
            onTurned: to => form.turn(to)
        }
        Flow {
            id: row
            anchors.bottom: parent.bottom
            width: foot.inOneLine ? parent.width - pager.width - Theme.gap : parent.width
            height: form.backs || form.keys.length > 0 ? implicitHeight : foot.inOneLine ? Theme.key : 0
            spacing: Theme.gapMin
            Key {
                visible: form.backs
                sidePad: form.keyPad
                icon: "arrow-left"
                label: Words.back
                onActivated: {
                    if (!form.vm.step_back())
                        Nav.back();
                }
            }
            Repeater {
                model: form.keys
                Key {
                    required property var modelData
                    sidePad: form.keyPad
                    label: modelData.label
                    icon: modelData.icon
                    kind: modelData.enabled ? modelData.kind : "plain"
                    enabled: modelData.enabled
                    onActivated: form.vm.act(modelData.code)
                }
            }
        }
    }
}
