pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// How much came to this village in a year, by programme (ui.md page 6).
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    // A left column only where it holds everything; larger text goes through pages instead.
    readonly property bool sideways: Theme.landscape && !Theme.lowReach && !Theme.compact && Theme.step === 0
    // What the total card has no room for stands on a page of its own before the list.
    readonly property bool chartApart: !Theme.lowReach && (Theme.step > 0 || Theme.compact)
    // In portrait the total card stands above the rows of the first page; the others are all rows.
    readonly property bool cardFirst: !Theme.landscape && !Theme.lowReach && Theme.step === 0 && (vm.view.amount ?? "") !== ""
    readonly property bool rowsAlone: cramped && shown > 0
    // Years and the finder in one line where the glass is wide but low.
    readonly property bool oneLine: !sideways && Theme.landscape
    readonly property var yearKeys: (sideways || oneLine ? vm.view.fewKeys : vm.view.keys) ?? []
    readonly property int ahead: (cramped || chartApart) && (vm.view.columns ?? []).length > 0 ? 1 : 0

    title: vm.title
    meta: sideways ? [vm.view.span ?? "", vm.view.households ?? "", vm.view.programmes ?? ""].filter(w => w !== "").join("　") : Theme.landscape ? "" : vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    code: vm.qr
    pages: list.pages + ahead

    PayoutYearVM {
        id: vm
        Component.onCompleted: vm.start({
            year: Nav.recall("year", Nav.params.year ?? 0)
        })
        Component.onDestruction: vm.stop()
    }

    header: Loader {
        active: Theme.lowReach
        sourceComponent: YearTotal {
            width: Math.min(page.inner, Theme.px(984))
            view: vm.view
            chart: Theme.step === 0
        }
    }

    Column {
        id: side
        visible: !page.rowsAlone
        width: page.sideways ? Theme.px(560) : parent.width
        spacing: Theme.px(14)
        SegmentKeys {
            id: years
            width: page.oneLine ? parent.width * 0.56 : parent.width
            keyHeight: page.oneLine && !Theme.compact ? Theme.key : Theme.px(84)
            options: page.yearKeys
            chosen: {
                for (let i = 0; i < page.yearKeys.length; i++)
                    if (page.yearKeys[i].chosen)
                        return i;
                return -1;
            }
            onChose: index => {
                page.turn(0);
                Nav.remember("year", page.yearKeys[index].year);
                vm.choose_year(page.yearKeys[index].year);
            }
        }
        YearTotal {
            visible: page.sideways && (vm.view.amount ?? "") !== ""
            width: parent.width
            view: vm.view
            tall: true
            brief: true
            room: list.parent.height - years.height - Theme.key - 2 * side.spacing
        }
        Key {
            width: parent.width
            visible: (vm.view.canFind ?? false) && !page.oneLine
            kind: "primary"
            icon: "user-search"
            textKind: Theme.step === 0 && !Theme.compact ? "name" : "key"
            label: Words.find_my_sum
            onActivated: Nav.open("find", {})
        }
        Label {
            visible: !Theme.landscape && !page.cardFirst && page.shown >= page.ahead && !Theme.lowReach && list.count > 0
            width: parent.width
            kind: "meta"
            font.weight: Font.Medium
            text: Words.by_amount
        }
    }
    Key {
        x: parent.width * 0.58
        width: parent.width - x
        height: years.height
        visible: (vm.view.canFind ?? false) && page.oneLine && !page.rowsAlone
        kind: "primary"
        icon: "user-search"
        label: Words.find_my_sum
        onActivated: Nav.open("find", {})
    }
    YearTotal {
        id: apart
        x: list.x
        y: side.height + Theme.px(12)
        width: list.width
        visible: (page.ahead === 1 || page.cardFirst) && page.shown === 0 && !Theme.lowReach
        view: vm.view
        chart: !page.cramped
        split: page.cramped
    }
    Label {
        id: caption
        y: apart.y + apart.height + Theme.px(6)
        visible: page.cardFirst && page.shown === 0 && list.count > 0
        kind: "meta"
        font.weight: Font.Medium
        text: Words.by_amount
    }
    PagedColumn {
        id: list
        readonly property int count: vm.view.rows ? vm.view.rows.length : 0
        x: page.sideways ? side.width + Theme.gap : 0
        y: page.sideways || page.cramped ? 0 : side.height + Theme.px(12)
        width: parent.width - x
        height: parent.height - y - ((vm.view.hiddenNote ?? "") !== "" ? foot.height + Theme.px(8) : 0)
        visible: page.ahead === 0 || page.shown > 0
        page: Math.max(0, page.page - page.ahead)
        columns: page.sideways && !Theme.compact && Theme.step === 0 ? 2 : 1
        // A long name makes only its own row taller.
        even: false
        spacing: Theme.px(Theme.landscape ? 14 : 12)
        lead: page.cardFirst ? apart.height + caption.implicitHeight + Theme.px(12) : 0
        model: vm.rows
        delegate: BarRow {
            id: row
            required property string programmeId
            required name
            required icon
            required count
            required property string when
            required property string note
            required amount
            required ratio
            required opens
            required property bool withdrawn
            date: [row.when, row.note && row.note !== row.count ? row.note : ""].filter(w => w !== "").join("　")
            unit: row.amount === "" ? "" : Words.yuan
            showsBar: row.amount !== ""
            chipLabel: row.withdrawn ? Words.withdrawn : ""
            onActivated: Nav.open("payout-list", {
                programme: row.programmeId,
                year: vm.view.year
            })
        }
    }
    Label {
        visible: list.count === 0
        x: list.x
        y: list.y
        width: list.width
        kind: "body"
        text: vm.view.empty ?? ""
    }
    Notice {
        id: foot
        x: list.x
        anchors.bottom: parent.bottom
        width: list.width
        visible: (vm.view.hiddenNote ?? "") !== "" && list.visible
        text: vm.view.hiddenNote ?? ""
    }
}
