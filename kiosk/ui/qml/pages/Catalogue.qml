pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 看公开: the level-1 subjects; the usual ones large on top (ui.md page 3).
Page {
    id: page

    readonly property bool large: Theme.step === 2 || Theme.compact || Theme.lowReach
    readonly property int columns: Theme.landscape ? (Theme.step === 0 ? 4 : Theme.step === 1 ? 3 : 2) : Theme.step === 0 ? 2 : 1

    title: vm.title
    meta: vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    reading: vm.view.speech ?? ""
    pages: list.pages

    CatalogueVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    Column {
        id: top
        width: parent.width
        visible: !page.large
        height: visible ? implicitHeight : 0
        spacing: Theme.px(8)
        Label {
            kind: "meta"
            font.weight: Font.Medium
            text: Words.usual_subjects
        }
        Row {
            id: usual
            width: parent.width
            spacing: Theme.gap
            Repeater {
                model: vm.usual
                Tile {
                    id: tile
                    required property string name
                    required icon
                    required sub
                    required property string fresh
                    label: name
                    vertical: true
                    textKind: "body"
                    width: (usual.width - usual.spacing * 2) / 3
                    height: Math.max(implicitHeight, Theme.px(Theme.landscape ? 200 : 244))
                    onActivated: Nav.open("catalogue-list", {
                        level1: tile.name
                    })
                }
            }
        }
        Label {
            topPadding: Theme.px(8)
            kind: "meta"
            font.weight: Font.Medium
            text: Words.other_subjects
        }
    }
    PagedGrid {
        id: list
        anchors.top: top.bottom
        anchors.topMargin: top.visible ? Theme.px(8) : 0
        anchors.bottom: parent.bottom
        width: parent.width
        page: page.page
        columns: page.columns
        spacing: Theme.px(14)
        model: page.large ? vm.subjects : vm.others
        delegate: SubjectKey {
            id: subject
            onActivated: Nav.open("catalogue-list", {
                level1: subject.name
            })
        }
    }
}
