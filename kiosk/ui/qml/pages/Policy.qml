pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Can I get it, how much, when, how, from whom (ui.md page 11).
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    // Wide: the two parts and the keys share one line on top.
    readonly property bool sideways: Theme.landscape && (Theme.step === 0 || cramped)
    // So low that the keys need the first page for themselves.
    readonly property int ahead: cramped && list.parent.height < Theme.px(Theme.step > 0 ? 330 : 230) ? 1 : 0
    readonly property bool full: (vm.view.part ?? "answers") === "full"
    readonly property bool withdrawn: (vm.view.note ?? {}).state === "err"

    title: vm.title
    meta: cramped ? "" : vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    code: vm.qr
    reading: vm.view.speech ?? ""
    pages: (full ? text.pages : list.pages) + ahead

    PolicyVM {
        id: vm
        Component.onCompleted: vm.start({
            id: Nav.params.id,
            part: Nav.recall("part", "answers")
        })
        Component.onDestruction: vm.stop()
    }

    Column {
        id: top
        visible: page.shown === 0 || page.ahead === 0
        width: page.sideways ? Theme.px(Theme.compact ? 440 : 560) : parent.width
        spacing: Theme.px(12)
        SegmentKeys {
            width: parent.width
            visible: (vm.view.hasFull ?? false) && !page.withdrawn
            options: [
                {
                    label: Words.questions,
                    icon: "help"
                },
                {
                    label: Words.full_text,
                    icon: "file-text"
                }
            ]
            chosen: page.full ? 1 : 0
            onChose: index => {
                page.turn(0);
                Nav.remember("part", index === 1 ? "full" : "answers");
                vm.choose_part(index === 1 ? "full" : "answers");
            }
        }
        Chip {
            visible: (vm.view.ended ?? "") !== ""
            state: "mute"
            label: vm.view.ended ?? ""
        }
        NoteLine {
            width: parent.width
            note: vm.view.note ?? ({})
        }
    }
    PagedColumn {
        id: list
        y: page.ahead === 1 ? 0 : Math.max(top.height, page.sideways ? keys.height : 0) + (top.height > 0 || page.sideways ? Theme.px(14) : 0)
        width: parent.width
        height: (page.sideways ? parent.height : keys.y - Theme.px(12)) - y
        visible: !page.full && page.shown >= page.ahead
        page: Math.max(0, page.page - page.ahead)
        columns: Theme.landscape && !Theme.compact && Theme.step < (Theme.lowReach ? 1 : 2) ? 2 : 1
        spacing: Theme.px(14)
        even: false
        model: vm.answers
        delegate: AnswerCard {}
    }
    BlockFlow {
        id: text
        y: list.y
        width: parent.width
        height: list.height
        columns: Theme.landscape && !Theme.compact && Theme.step < 2 ? 2 : 1
        columnSpacing: Theme.section
        visible: page.full && page.shown >= page.ahead
        page: Math.max(0, page.page - page.ahead)
        model: vm.blocks
        delegate: TextBlock {}
    }
    Flow {
        id: keys
        visible: page.shown === 0 || page.ahead === 0
        readonly property int count: ((vm.view.payoutsProgramme ?? "") !== "" ? 1 : 0) + ((vm.view.attachments ?? []).length > 0 ? 1 : 0) + 1
        readonly property bool narrow: !Theme.landscape && Theme.step === 2 && !Theme.lowReach
        readonly property real share: narrow ? width : (width - spacing * (count - 1)) / count
        x: page.sideways ? top.width + Theme.gap : 0
        y: page.sideways ? 0 : parent.height - height
        width: parent.width - x
        spacing: Theme.gapMin
        Key {
            id: results
            width: keys.share
            visible: (vm.view.payoutsProgramme ?? "") !== ""
            kind: "link"
            icon: "coins"
            sidePad: Theme.px(8)
            label: Words.this_year
            onActivated: Nav.open("payout-list", {
                programme: vm.view.payoutsProgramme,
                year: vm.view.payoutsYear
            })
        }
        Key {
            id: files
            width: keys.share
            visible: (vm.view.attachments ?? []).length > 0
            kind: "link"
            icon: "photo"
            sidePad: Theme.px(8)
            label: Words.see_attachment
            onActivated: Nav.open("attachment", {
                policy: vm.view.policyId
            })
        }
        Key {
            width: keys.share
            kind: "link"
            icon: "message-2"
            sidePad: Theme.px(8)
            label: keys.share < Theme.sizes.key * 12.5 ? Words.have_question : Words.still_unclear
            onActivated: Nav.open("ask", {
                about: vm.title,
                type: "policy",
                id: vm.view.policyId,
                kind: "ask"
            })
        }
    }
}
