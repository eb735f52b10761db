pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core
import "../pages"

// One publication of the village: what is wrong, what is in it, and the next deed of whoever is inside.
Page {
    id: page

    readonly property bool drawn: vm.view.drawn ?? false
    readonly property bool previews: vm.view.preview ?? false
    readonly property bool pressesAmount: vm.view.amount ?? false
    // What lies above the keys of the form beside its rows.
    readonly property real room: form.footTop - form.topEnd - Theme.gap

    title: vm.title
    // A low glass needs the line of the sentence for the rows.
    meta: Theme.compact && (vm.view.lead ?? "") !== "" ? vm.view.lead : vm.meta
    metaBeside: Theme.compact
    phase: vm.phase
    slow: vm.slow

    DeskDraftVM {
        id: vm
        onMade: draft => Nav.replace("desk-draft", {
                id: draft
            })
        onGone: Nav.back()
        onAsked: (to, params) => Nav.open(to, params)
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }
    DeskForm {
        id: form
        anchors.fill: parent
        vm: vm
        page: page
        leads: !Theme.compact
        columns: page.drawn || !Theme.landscape ? 1 : 2
        leftRoom: page.drawn && Theme.landscape ? paper.width + Theme.gap : 0
        topRoom: page.drawn && !Theme.landscape ? paper.height + Theme.gapMin : 0
    }
    // A photo keeps its colours; what is white in it stays white in 黑底.
    Rectangle {
        id: paper
        y: Theme.landscape ? 0 : form.topEnd
        width: Theme.landscape ? Math.round(page.inner * 0.5) : parent.width
        height: Theme.landscape ? form.footTop - Theme.gapMin : Math.round(page.room * 0.55)
        visible: page.drawn
        radius: Theme.radius
        color: "white"
        border.width: Theme.stroke
        border.color: Theme.line
        PictureView {
            anchors.fill: parent
            anchors.margins: Theme.px(12)
            image: vm.image
            Accessible.role: Accessible.Graphic
            Accessible.name: vm.title
        }
    }
    AmountPad {
        y: form.topEnd
        width: parent.width
        height: page.room
        visible: page.pressesAmount
        amount: vm.amount
        onPressed: sign => vm.press_amount(sign)
    }
    BlockFlow {
        id: flow
        y: form.topEnd
        width: parent.width
        height: pager.y - y - Theme.gap
        visible: page.previews
        page: page.page
        model: page.previews ? vm.blocks : null
        delegate: TextBlock {
        }
    }
    DeskPager {
        id: pager
        readonly property bool needed: page.previews && flow.pages > 1
        // Beside 返回 where the line is long enough.
        x: Theme.landscape ? parent.width - width : 0
        y: Theme.landscape ? form.footTop : form.footTop - height - Theme.gapMin
        width: Theme.landscape ? turnsWidth : parent.width
        height: form.keyHigh
        visible: needed
        page: flow.shown
        pages: flow.pages
        onTurned: to => page.turn(to)
    }
}
