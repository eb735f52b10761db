pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// A block of a publication's body: heading, paragraph, list item, or a row of a table.
FlowBlock {
    id: block

    required property string kind
    required property string text
    required property string mark
    required property int level
    required property bool joined
    required property var cells
    required property var columns

    readonly property bool isRow: kind === "head" || kind === "row" || kind === "total"
    readonly property real inner: width - 2 * Theme.px(24)
    // Set a little smaller where that saves breaking words; smaller still before it is broken up.
    readonly property string tableKind: {
        if (!isRow)
            return "body";
        if (Layout.is_roomy(columns, inner, Theme.sizes.body))
            return "body";
        if (Layout.is_roomy(columns, inner, Theme.sizes.meta))
            return "meta";
        return Layout.widths(columns, inner, Theme.sizes.body).length > 0 ? "body" : "small";
    }
    readonly property var widths: isRow ? Layout.widths(columns, inner, Theme.sizes[tableKind]) : []
    // 特大, a table wider than the page, or one whose rows would be taller than half a glass: every row
    // becomes a card of head and value.
    readonly property bool asCard: isRow && (Theme.step === 2 || widths.length === 0 || (Theme.lowReach && Theme.step > 0 && !Layout.is_roomy(columns, inner, Theme.sizes.meta)))

    readonly property real textGap: kind === "heading" ? Theme.gap : (kind === "para" || kind === "item") && !joined ? Theme.gapMin : asCard ? Theme.gapMin : kind === "head" ? Theme.gapMin : 0
    gapAbove: textGap
    implicitHeight: textHeight
    keep: kind === "heading" || kind === "head"
    headAbove: (kind === "row" || kind === "total") && !asCard ? headHeight : 0
    readonly property string headKind: tableKind === "body" ? "meta" : "small"
    readonly property real headHeight: isRow && widths.length > 0 ? Layout.head_lines(columns, widths, Theme.sizes[headKind], Theme.px(12)) * Math.ceil(Theme.sizes[headKind] * 1.45) + Theme.px(20) : 0
    readonly property real textHeight: kind === "head" && asCard ? 0 : loader.item ? (loader.item as Item).implicitHeight : 0

    Loader {
        id: loader
        width: block.width
        sourceComponent: block.kind === "heading" ? heading : block.kind === "para" ? para : block.kind === "item" ? item : !block.isRow || (block.kind === "head" && block.asCard) ? null : block.asCard ? card : row
    }
    Component {
        id: heading
        Label {
            kind: block.level <= 2 ? "name" : "body"
            font.weight: Font.Bold
            text: block.text
        }
    }
    Component {
        id: para
        Item {
            implicitHeight: paraWords.implicitHeight
            Label {
                id: paraWords
                width: Theme.tidy(text, Math.min(parent.width, Theme.sizes.body * 24), font.pixelSize)
                kind: "body"
                text: Theme.tied(block.text)
            }
        }
    }
    Component {
        id: item
        Item {
            implicitHeight: words.implicitHeight
            Label {
                id: bullet
                x: Theme.px(20) * (block.level - 1)
                width: Math.max(implicitWidth, Theme.sizes.body * 1.2)
                kind: "body"
                oneLine: true
                text: block.mark
            }
            Label {
                id: words
                x: bullet.x + Theme.sizes.body * 1.4
                width: Theme.tidy(text, Math.min(parent.width - x, Theme.sizes.body * 24), font.pixelSize)
                kind: "body"
                text: Theme.tied(block.text)
            }
        }
    }
    Component {
        id: row
        TableCells {
            cells: block.cells
            columns: block.columns
            widths: block.widths
            kind: block.kind
            textKind: block.tableKind
        }
    }
    Component {
        id: card
        Card {
            id: cardBox
            implicitHeight: lines.implicitHeight + Theme.px(28)
            sunk: block.kind === "total"
            Flow {
                id: lines
                // A wide glass holds two short pairs in a line.
                readonly property real half: width > Theme.px(1000) ? width / 2 - Theme.section : 0
                x: Theme.pad
                y: Theme.px(14)
                width: parent.width - 2 * Theme.pad
                Repeater {
                    model: block.cells
                    Item {
                        id: slot
                        required property int index
                        required property string modelData
                        readonly property bool paired: pair.wanted <= lines.half
                        width: paired ? lines.width / 2 : lines.width
                        height: pair.implicitHeight
                        visible: modelData !== ""
                        PairLine {
                            id: pair
                            width: slot.paired ? lines.half : slot.width
                            head: block.columns[slot.index].head
                            value: slot.modelData
                            strong: block.kind === "total" || block.columns[slot.index].right
                        }
                    }
                }
            }
        }
    }
    // The repeated head of a table that goes on from the column or page before.
    Loader {
        y: -block.headHeight
        width: block.width
        active: block.startsColumn && block.headAbove > 0
        sourceComponent: TableCells {
            cells: block.columns.map(c => c.head)
            columns: block.columns
            widths: block.widths
            kind: "head"
            textKind: block.tableKind
        }
    }
}
