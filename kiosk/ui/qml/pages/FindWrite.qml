pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 手写找名字: three boxes, a sheet, what it may be, and who is called so (ui.md page 10).
// Upright everything stands one under the other; on a wide glass and in its lower half the sheet stands
// at the left; in the lower half of a wide glass the people get a third column.
Page {
    id: page

    readonly property bool side: Theme.landscape || Theme.lowReach
    readonly property bool flat: Theme.landscape && Theme.lowReach
    // So low a glass that the keys of the sheet stand beside it.
    readonly property bool shallow: flat || Theme.compact
    readonly property bool cramped: Theme.compact || Theme.lowReach
    readonly property real keyHeight: cramped ? Math.max(Theme.target, Theme.px(84)) : Theme.px(112)
    readonly property real candidateSize: Theme.px(150)

    title: vm.title
    meta: (Theme.landscape && cramped) || Theme.step === 2 ? "" : vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: list.pages

    HandVM {
        id: vm
        Component.onCompleted: vm.start({
            written: Nav.recall("written", Nav.params.written ?? "")
        })
        Component.onDestruction: vm.stop()
    }

    // What is written is found again after 返回 from a person's page.
    function keep(): void {
        page.turn(0);
        Nav.remember("written", vm.written());
    }

    Item {
        id: area
        anchors.fill: parent

        readonly property real sheetWidth: !page.side ? width - tools.width - tools.apart : Theme.px(Theme.compact ? 400 : page.cramped ? 440 : 620)
        readonly property real leftWidth: sheetWidth + (page.shallow ? tools.apart + tools.width : 0)
        readonly property real rightX: page.side ? leftWidth + Theme.gap : 0
        readonly property real midWidth: page.flat ? Theme.px(640) : width - rightX

        Row {
            id: boxes
            x: area.rightX
            width: area.midWidth
            height: page.keyHeight
            spacing: Theme.gapMin
            Repeater {
                model: vm.view.boxes ?? []
                Rectangle {
                    id: box
                    required property int index
                    required property var modelData
                    width: (boxes.width - boxes.spacing * 2) / 3
                    height: boxes.height
                    radius: Theme.radius
                    color: modelData.active ? Theme.tint : touch.pressed ? Theme.tint : Theme.surface
                    border.width: modelData.active ? Theme.stroke * 2 : Theme.stroke
                    border.color: modelData.active ? Theme.primary : modelData.character ? Theme.edge : Theme.line
                    Label {
                        anchors.centerIn: parent
                        kind: box.modelData.character ? "h1" : "bar"
                        oneLine: true
                        text: box.modelData.character ? box.modelData.character : box.modelData.label
                        color: box.modelData.character ? Theme.ink : Theme.ink2
                    }
                    TouchKey {
                        id: touch
                        enabled: box.modelData.enabled
                        label: box.modelData.name
                        onActivated: {
                            vm.rewrite(box.index);
                            page.keep();
                        }
                    }
                }
            }
        }
        HandSheet {
            id: sheet
            y: page.side ? 0 : boxes.height + Theme.gap
            width: area.sheetWidth
            height: !page.side ? Theme.px(Theme.step === 2 ? 440 : Theme.step === 1 ? 520 : 600) : page.shallow ? area.height : area.height - tools.height - Theme.gapMin
            onReady: paper => vm.lend(paper)
            onLifted: vm.lifted()
        }
        Grid {
            id: tools
            readonly property bool beside: !page.side || page.shallow
            readonly property bool drawn: Theme.compact ? false : beside || !page.cramped
            readonly property real apart: Theme.compact ? Theme.gapMin : Theme.gap
            readonly property real keyWidth: Theme.compact ? Theme.px(190) : beside ? Theme.px(Theme.step === 2 ? 276 : 248) : (area.sheetWidth - spacing) / 2
            x: beside ? area.sheetWidth + apart : 0
            y: !page.side ? sheet.y + sheet.height - height : page.shallow ? 0 : sheet.height + Theme.gapMin
            columns: beside ? 1 : 2
            spacing: Theme.gapMin
            Key {
                width: tools.keyWidth
                height: page.keyHeight
                sidePad: Theme.px(12)
                icon: tools.drawn ? "arrow-back-up" : ""
                label: Words.take_stroke_back
                enabled: !sheet.empty
                onActivated: vm.take_back()
            }
            Key {
                width: tools.keyWidth
                height: page.keyHeight
                sidePad: Theme.px(12)
                icon: tools.drawn ? "eraser" : ""
                label: Words.write_again
                enabled: !sheet.empty
                onActivated: vm.wipe()
            }
        }
        Item {
            id: guess
            readonly property bool roomy: !page.cramped && Theme.step < (Theme.landscape ? 1 : 2)
            readonly property int columns: page.shallow ? 4 : page.side && !Theme.landscape ? 3 : 5
            readonly property bool offers: candidates.count > 0
            x: area.rightX
            y: page.side ? boxes.height + Theme.gapMin : sheet.y + sheet.height + Theme.px(16)
            width: area.midWidth
            height: page.candidateSize + (roomy ? question.lineHeightWhole + Theme.px(6) : 0)
            Label {
                id: question
                readonly property real lineHeightWhole: Math.ceil(font.pixelSize * 1.45)
                width: parent.width
                kind: guess.roomy ? "body" : "meta"
                visible: text !== "" && (guess.roomy || !guess.offers)
                text: vm.told
            }
            Row {
                anchors.bottom: parent.bottom
                width: parent.width
                spacing: Theme.gapMin
                Repeater {
                    id: candidates
                    model: vm.candidates
                    Key {
                        required property int index
                        required property string character
                        visible: index < guess.columns
                        width: (guess.width - Theme.gapMin * (guess.columns - 1)) / guess.columns
                        height: page.candidateSize
                        kind: index === 0 ? "primary" : "plain"
                        textKind: "display"
                        sidePad: Theme.px(8)
                        onActivated: {
                            vm.choose(character);
                            page.keep();
                        }
                    }
                }
            }
        }
        Label {
            id: found
            x: page.flat ? area.rightX + area.midWidth + Theme.gap : area.rightX
            y: page.flat ? 0 : guess.y + guess.height + (page.cramped ? Theme.gapMin : Theme.px(20))
            width: area.width - x
            readonly property bool shownHere: text !== "" && !Theme.compact && !(page.flat && Theme.step > 0)
            visible: shownHere
            kind: "meta"
            text: vm.view.found ?? ""
        }
        PagedGrid {
            id: list
            x: found.x
            y: found.y + (found.shownHere ? found.implicitHeight + Theme.px(8) : 0)
            width: found.width
            height: area.height - y
            page: page.page
            columns: page.flat ? 1 : Theme.landscape ? (Theme.compact ? (Theme.step > 0 ? 1 : 2) : Theme.step > 0 ? 2 : 3) : Theme.lowReach || Theme.step === 2 ? 1 : 2
            spacing: Theme.px(16)
            model: vm.people
            delegate: Item {
                id: cell
                required property string value
                required property string label
                required property string sub
                implicitHeight: key.implicitHeight
                GridKey {
                    id: key
                    anchors.fill: parent
                    label: Theme.compact ? cell.label + "　" + cell.sub : cell.label
                    sub: Theme.compact ? "" : cell.sub
                    textKind: "name"
                    onActivated: Nav.open("recipient", {
                        id: cell.value,
                        programme: Nav.params.programme ?? ""
                    })
                }
            }
        }
    }
}
