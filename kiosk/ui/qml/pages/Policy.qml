pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Can I get it, how much, when, how, from whom (ui.md page 11).
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    readonly property var parts: vm.view.parts ?? []
    readonly property bool crowded: (Theme.compact && keys.inRow > 2) || (parts.length > 2 && (Theme.compact || (cramped && Theme.step > 0)))
    // Wide: the parts and the keys share one line on top.
    readonly property bool sideways: Theme.landscape && (Theme.step === 0 || cramped) && !crowded
    // So low that the keys need the first page for themselves.
    readonly property int ahead: cramped && (crowded || list.parent.height < Theme.px(Theme.step > 0 ? 330 : 230)) ? 1 : 0
    readonly property bool full: (vm.view.part ?? "answers") === "full"
    readonly property bool withdrawn: (vm.view.note ?? {}).state === "err"

    title: vm.title
    meta: cramped ? "" : vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    code: vm.qr
    pages: (full ? text.pages : list.pages) + ahead

    // The picture and the video have the whole glass; 返回 leads back here.
    function choose(part: string): void {
        if (part === "picture")
            Nav.open("attachment", {
                policy: vm.view.policyId,
                only: "pictures"
            });
        else if (part === "video")
            Nav.open("video", {
                policy: vm.view.policyId
            });
        else {
            page.turn(0);
            Nav.remember("part", part);
            vm.choose_part(part);
        }
    }

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
        width: page.sideways ? Theme.px(Theme.compact ? 440 : page.parts.length > 2 ? 800 : 560) : parent.width
        spacing: Theme.px(12)
        SegmentKeys {
            width: parent.width
            visible: page.parts.length > 0
            options: page.parts.map(p => ({
                        label: p.label,
                        icon: (page.sideways && page.parts.length > 2) || (Theme.step === 2 && page.parts.length > 3) ? "" : p.icon
                    }))
            chosen: page.parts.findIndex(p => p.code === (vm.view.part ?? "answers"))
            onChose: index => page.choose(page.parts[index].code)
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
        columns: Theme.landscape && !Theme.compact && Theme.step < 2 && !Theme.lowReach ? 2 : 1
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
        readonly property bool checks: vm.view.canCheck ?? false
        readonly property int others: ((vm.view.payoutsProgramme ?? "") !== "" ? 1 : 0) + ((vm.view.papers ?? 0) > 0 ? 1 : 0) + 1
        readonly property bool narrow: !Theme.landscape && Theme.step === 2 && !Theme.lowReach
        // In portrait the self-check has a line of its own above the others.
        readonly property int inRow: others + (checks && Theme.landscape ? 1 : 0)
        readonly property real share: narrow && inRow > 2 ? (width - spacing) / 2 : (width - spacing * (inRow - 1)) / inRow
        x: page.sideways ? top.width + Theme.gap : 0
        y: page.sideways ? 0 : parent.height - height
        width: parent.width - x
        spacing: Theme.gapMin
        Key {
            width: Theme.landscape ? keys.share : keys.width
            visible: keys.checks
            kind: "primary"
            icon: "user-question"
            sidePad: Theme.px(8)
            label: Words.self_check
            onActivated: Nav.open("selfcheck", {
                policy: vm.view.policyId
            })
        }
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
            visible: (vm.view.papers ?? 0) > 0
            kind: "link"
            icon: "file-text"
            sidePad: Theme.px(8)
            label: Words.see_attachment
            onActivated: Nav.open("attachment", {
                policy: vm.view.policyId,
                only: "papers"
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
