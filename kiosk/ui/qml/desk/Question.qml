pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// One question: what was asked and written, by when, what became of it, and how the desk answers.
Page {
    id: page

    readonly property bool drawn: vm.view.drawn ?? false

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskQuestionVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }
    DeskForm {
        id: form
        anchors.fill: parent
        vm: vm
        page: page
        columns: 1
        leftRoom: page.drawn && Theme.landscape ? paper.width + Theme.gap : 0
        topRoom: page.drawn && !Theme.landscape ? paper.height + Theme.gapMin : 0
    }
    // Written in black: the paper stays white in 黑底.
    Rectangle {
        id: paper
        y: Theme.landscape ? 0 : form.topEnd
        width: Theme.landscape ? Math.round(page.inner * 0.36) : parent.width
        height: Theme.landscape ? Math.min(form.footTop - Theme.gapMin, width) : Theme.px(430)
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
            Accessible.name: Words.written_by_hand
        }
    }
}
