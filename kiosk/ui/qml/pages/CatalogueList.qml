pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// What should be public in one subject, what is, since when or by when (ui.md page 4).
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))

    title: vm.title
    meta: cramped ? "" : vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: list.pages

    CatalogueListVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    // In low-reach whom to tell stands in the upper half: the lower one is for the rows.
    header: Loader {
        active: Theme.lowReach
        sourceComponent: Notice {
            width: page.inner
            text: vm.view.foot ?? ""
        }
    }

    PagedColumn {
        id: list
        width: parent.width
        anchors.top: parent.top
        anchors.bottom: foot.top
        anchors.bottomMargin: foot.gone ? 0 : Theme.px(12)
        page: page.page
        columns: Theme.landscape && !Theme.compact && Theme.step < (Theme.lowReach ? 1 : 2) ? 2 : 1
        spacing: Theme.px(14)
        even: false
        model: vm.rows
        delegate: ListRow {
            id: row
            required title
            required meta
            required chipState
            required chipLabel
            required chipIcon
            required alarmed
            required property var target
            onActivated: Nav.open(row.target.page, row.target.params)
        }
    }
    Notice {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        readonly property bool gone: page.cramped || (Theme.lowReach && page.hasHeader)
        height: gone ? 0 : implicitHeight
        visible: !gone
        text: vm.view.foot ?? ""
    }
}
