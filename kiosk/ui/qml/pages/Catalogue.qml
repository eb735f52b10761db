pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 看公开: the level-1 subjects; the usual ones large on top (ui.md page 3).
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    readonly property bool large: Theme.step > 0 || Theme.compact || Theme.lowReach
    readonly property bool sideways: Theme.landscape && !large
    readonly property int columns: Theme.landscape ? (Theme.step === 0 || (Theme.step === 1 && large) ? 3 : 2) : Theme.step === 0 ? 2 : 1

    title: vm.title
    meta: cramped ? "" : vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    code: vm.qr
    pages: list.pages

    CatalogueVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    Column {
        id: top
        width: page.sideways ? Theme.px(452) : parent.width
        visible: !page.large
        height: page.large ? 0 : implicitHeight
        spacing: Theme.px(8)
        Label {
            kind: "meta"
            font.weight: Font.Medium
            text: Words.usual_subjects
        }
        Grid {
            id: usual
            width: parent.width
            columns: page.sideways ? 1 : 3
            spacing: page.sideways ? Theme.px(14) : Theme.gap
            Repeater {
                model: vm.usual
                Tile {
                    id: tile
                    required property string name
                    required icon
                    required sub
                    required property string fresh
                    label: name
                    vertical: !page.sideways
                    textKind: "body"
                    plateSize: Theme.px(88)
                    width: (usual.width - usual.spacing * (usual.columns - 1)) / usual.columns
                    height: Math.max(implicitHeight, page.sideways ? Math.floor((list.parent.height - usual.y - usual.spacing * 2) / 3) : Theme.px(244))
                    onActivated: Nav.open("catalogue-list", {
                        level1: tile.name
                    })
                }
            }
        }
        Label {
            visible: !page.sideways
            topPadding: Theme.px(8)
            kind: "meta"
            font.weight: Font.Medium
            text: Words.other_subjects
        }
    }
    PagedGrid {
        id: list
        x: page.sideways ? top.width + Theme.gap : 0
        y: page.large || page.sideways ? 0 : top.height + Theme.px(8)
        width: parent.width - x
        height: parent.height - y
        page: page.page
        columns: page.columns
        spacing: Theme.px(Theme.landscape ? 11 : 14)
        model: page.large ? vm.subjects : vm.others
        delegate: SubjectKey {
            id: subject
            onActivated: Nav.open("catalogue-list", {
                level1: subject.name
            })
        }
    }
}
