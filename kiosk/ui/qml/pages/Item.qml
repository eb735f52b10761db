pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// One published matter: its state, its body, its facts and attachments (ui.md page 5).
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    // A left column only where it holds everything; larger text goes through pages instead.
    readonly property bool sideways: Theme.landscape && !Theme.lowReach && !Theme.compact && Theme.step === 0
    readonly property real keyHeight: Theme.compact || sideways || (Theme.landscape && Theme.step === 2) ? Theme.target : Theme.key
    // The keys stand under the state at the left when both fit, else under the text.
    readonly property bool keysBeside: sideways && side.height + Theme.px(14) + keys.count * (keyHeight + Theme.gapMin) - Theme.gapMin <= side.parent.height
    // So low that the keys have the first page for themselves.
    readonly property int ahead: cramped && Theme.step > 0 ? 1 : 0
    // On a low or wide glass with large text the note is a block of its own.
    readonly property bool noteApart: Theme.landscape && !sideways && !Theme.lowReach
    readonly property var pictures: vm.view.attachments ?? []

    title: vm.title
    meta: cramped ? "" : vm.meta
    metaBeside: Theme.compact || (Theme.landscape && Theme.step === 2)
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: flow.pages + ahead

    DisclosureVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    header: Loader {
        active: Theme.lowReach
        sourceComponent: ItemState {
            width: page.inner
            view: vm.view
        }
    }

    Column {
        id: side
        visible: page.sideways
        width: page.sideways ? Theme.px(600) : 0
        spacing: Theme.px(14)
        ItemState {
            width: parent.width
            view: vm.view
        }
    }
    BlockFlow {
        id: flow
        x: page.sideways ? side.width + Theme.gap : 0
        width: parent.width - x
        height: page.keysBeside || page.ahead === 1 ? parent.height : keys.y - Theme.px(12)
        visible: page.shown >= page.ahead
        page: Math.max(0, page.page - page.ahead)
        model: vm.blocks
        delegate: TextBlock {
            id: block
            readonly property bool isState: kind === "state"
            readonly property bool isSpecial: isState || kind === "note" || kind === "figures" || kind === "fact" || kind === "contact" || kind === "owed"
            gapAbove: isSpecial ? Theme.px(kind === "fact" ? 8 : 14) : textGap
            implicitHeight: isSpecial ? (special.item ? (special.item as Item).implicitHeight : 0) : textHeight
            Loader {
                id: special
                width: block.width
                active: block.isState ? !page.sideways && !Theme.lowReach : block.kind === "note" ? page.noteApart : block.isSpecial
                sourceComponent: block.isState ? stateCard : block.kind === "note" ? note : block.kind === "figures" ? figures : block.kind === "fact" ? fact : block.kind === "owed" ? owed : contact
            }
            Component {
                id: stateCard
                ItemState {
                    view: vm.view
                    noteInside: !page.noteApart
                }
            }
            Component {
                id: note
                NoteLine {
                    note: vm.view.note ?? ({})
                    chipped: (vm.view.note ?? {}).state !== "err"
                }
            }
            Component {
                id: figures
                FigureCard {
                    figures: vm.view.figures ?? []
                }
            }
            Component {
                id: fact
                FactLine {
                    label: block.mark
                    text: block.text
                }
            }
            Component {
                id: owed
                Card {
                    alarmed: true
                    implicitHeight: late.implicitHeight + Theme.px(32)
                    Column {
                        id: late
                        x: Theme.px(28)
                        y: Theme.px(16)
                        width: parent.width - 2 * x
                        spacing: Theme.px(8)
                        // Half a wide glass holds the sentence alone.
                        readonly property bool brief: Theme.landscape && Theme.lowReach
                        Chip {
                            visible: !late.brief
                            state: "err"
                            label: block.mark
                        }
                        Label {
                            width: Theme.tidy(text, Math.min(parent.width, Theme.sizes.meta * 24), font.pixelSize)
                            kind: "meta"
                            text: Theme.tied((late.brief ? block.mark + "。" : "") + block.text)
                            color: Theme.ink
                        }
                        Notice {
                            visible: !late.brief
                            width: parent.width
                            text: block.cells[0] ?? ""
                        }
                    }
                }
            }
            Component {
                id: contact
                Notice {
                    text: block.text
                }
            }
        }
    }
    Flow {
        id: keys
        visible: page.ahead === 0 || page.shown === 0
        readonly property bool film: vm.view.hasFilm ?? false
        readonly property int count: (page.pictures.length > 0 ? 1 : 0) + (film ? 1 : 0) + ((vm.view.others ?? 0) > 0 ? 1 : 0) + 1
        // Two a line where they would be too narrow for their words.
        readonly property bool narrow: !Theme.landscape && count > (Theme.step === 2 ? 2 : 3)
        readonly property real share: page.keysBeside ? width : narrow ? (width - spacing) / 2 : (width - spacing * (count - 1)) / count
        x: page.keysBeside ? 0 : flow.x
        y: page.keysBeside ? side.height + Theme.px(14) : page.ahead === 1 ? 0 : parent.height - height
        width: page.keysBeside ? side.width : flow.width
        spacing: Theme.gapMin
        Key {
            id: files
            width: keys.share
            height: page.keyHeight
            visible: page.pictures.length > 0
            kind: "link"
            icon: page.pictures.length > 0 && page.pictures[0].picture ? "photo" : "file-text"
            sidePad: Theme.px(8)
            label: vm.view.attachmentsLabel ?? ""
            onActivated: Nav.open("attachment", {
                id: vm.view.disclosureId
            })
        }
        Key {
            width: keys.share
            height: page.keyHeight
            visible: keys.film
            kind: "link"
            icon: "video"
            sidePad: Theme.px(8)
            label: Words.see_video
            onActivated: Nav.open("video", {
                id: vm.view.disclosureId
            })
        }
        Key {
            id: others
            width: keys.share
            height: page.keyHeight
            visible: (vm.view.others ?? 0) > 0
            kind: "link"
            icon: "history"
            sidePad: Theme.px(8)
            label: vm.view.othersLabel ?? ""
            onActivated: Nav.open("shelf", {
                catalogue: vm.view.catalogueId
            })
        }
        Key {
            width: keys.share
            height: page.keyHeight
            kind: "link"
            icon: "message-2"
            sidePad: Theme.px(8)
            label: Words.have_question
            onActivated: Nav.open("ask", {
                about: vm.title,
                type: vm.view.disclosureId ? "disclosure" : "item",
                id: vm.view.disclosureId || vm.view.catalogueId
            })
        }
    }
}
