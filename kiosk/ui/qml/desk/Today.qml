pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 今日: what must be done now, each with its next action; overdue first (ui.md page 14).
Page {
    id: page

    readonly property bool wide: Theme.landscape

    title: vm.title
    // Upright there is a line of its own for how much there is to do.
    meta: [vm.meta, wide ? vm.view.more ?? "" : ""].filter(words => words !== "").join("　")
    phase: vm.phase
    slow: vm.slow

    DeskTodayVM {
        id: vm
        onAsked: (to, params) => Nav.open(to, params)
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    Item {
        id: side
        width: page.wide ? Theme.px(Theme.compact ? 420 : 560) : parent.width
        height: page.wide ? parent.height : figures.height

        Grid {
            id: figures
            width: parent.width
            columns: page.wide ? 2 : 4
            spacing: Theme.gapMin
            Repeater {
                model: vm.view.figures ?? []
                DeskFigure {
                    required property var modelData
                    width: (figures.width - figures.spacing * (figures.columns - 1)) / figures.columns
                    number: modelData.number
                    label: modelData.label
                    icon: modelData.icon
                    look: modelData.look
                    onActivated: modelData.filter === "questions" ? Nav.open_tab("desk-questions") : Nav.open_tab("desk-ledger", {
                        filter: modelData.filter
                    })
                }
            }
        }
        Column {
            id: below
            anchors.bottom: parent.bottom
            width: parent.width
            visible: page.wide
            spacing: Theme.gapMin
            TodayArrived {
                width: parent.width
                // There is room for what is wrong, or else for how many were taken.
                words: Theme.compact && refused ? vm.view.arrivedBad : vm.view.arrived ?? ""
                note: Theme.compact ? "" : refused ? vm.view.arrivedBad : vm.view.arrivedNote ?? ""
                refused: (vm.view.arrivedBad ?? "") !== ""
            }
            // 锁定 in the bar leads back to the villagers, as the key of an upright glass does.
            Repeater {
                model: Theme.compact ? [] : vm.view.checks ?? []
                TodayCheck {
                    required property var modelData
                    width: parent ? parent.width : 0
                    flat: true
                    icon: modelData.icon
                    title: modelData.title
                    note: modelData.note
                    bad: modelData.bad
                    onActivated: Nav.open(modelData.page)
                }
            }
        }
    }
    Item {
        id: tasks
        x: page.wide ? side.width + Theme.gap : 0
        y: page.wide ? 0 : side.height + Theme.gap
        width: parent.width - x
        height: (page.wide ? parent.height : foot.y - Theme.gap) - y

        ListRow {
            id: alarm
            readonly property string restored: vm.view.restored ?? ""
            readonly property string clock: vm.view.clock ?? ""
            readonly property bool told: title !== ""
            width: parent.width
            height: told ? implicitHeight : 0
            visible: told
            // There is room for one of them.
            alarmed: restored !== "" || clock !== ""
            title: restored || clock || (vm.view.drafts ?? "")
            meta: restored ? Words.see_what_is_missing : clock ? Words.see_the_clock : ""
            onActivated: {
                if (alarmed)
                    Nav.open(restored ? "desk-health" : "desk-clock");
                else
                    Nav.open_tab("desk-publish");
            }
        }
        Label {
            id: heading
            y: alarm.told ? alarm.height + Theme.gapMin : 0
            height: page.wide ? 0 : implicitHeight + Theme.px(6)
            visible: !page.wide
            kind: "name"
            font.weight: Font.Bold
            text: Words.do_first
        }
        Notice {
            y: heading.y + heading.height
            width: parent.width
            visible: text !== ""
            text: vm.view.empty ?? ""
        }
        // What does not fit stands in the ledger, where all of it is.
        PagedColumn {
            id: list
            y: heading.y + heading.height
            width: parent.width
            height: parent.height - y - (rest.text !== "" ? rest.implicitHeight : 0)
            model: vm.rows
            delegate: DeskTask {
                required property int index
                onActed: action => vm.act(index, action)
            }
        }
        Label {
            id: rest
            anchors.bottom: parent.bottom
            visible: text !== ""
            kind: "small"
            font.pixelSize: Theme.px(30)
            color: Theme.ink2
            text: page.wide ? "" : vm.view.more ?? ""
        }
    }
    Column {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        visible: !page.wide
        spacing: Theme.gapMin
        TodayArrived {
            width: parent.width
            words: vm.view.arrived ?? ""
            note: vm.view.arrivedNote ?? ""
            refused: (vm.view.arrivedBad ?? "") !== ""
        }
        Row {
            id: checks
            width: parent.width
            spacing: Theme.gapMin
            Repeater {
                model: vm.view.checks ?? []
                TodayCheck {
                    required property var modelData
                    width: (checks.width - checks.spacing) / 2
                    icon: modelData.icon
                    title: modelData.title
                    note: modelData.note
                    bad: modelData.bad
                    onActivated: Nav.open(modelData.page)
                }
            }
        }
        Key {
            width: parent.width
            height: Theme.key
            icon: "arrow-back-up"
            label: Words.back_to_villagers
            onActivated: Desk.lock()
        }
    }
}
