pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// The village's total of a year: exact, rounded, compared with last year, and five years as columns.
Card {
    id: card

    required property var view
    property bool chart: true
    // A narrow column: the columns stand below the figure instead of beside it.
    property bool tall: false
    // Height the card may take; the columns get what the words leave. 0 = as much as it wants.
    property real room: 0
    readonly property bool beside: chart && !tall && width > Theme.px(Theme.step === 0 ? 800 : 1100)
    // Words in two halves, for a low glass.
    property bool split: false
    // The span and how many stand in the page's meta line.
    property bool brief: false
    readonly property real half: width * 0.47
    readonly property real pad: Theme.px(32)

    visible: (view.amount ?? "") !== ""
    implicitHeight: Math.max(words.implicitHeight, split ? facts.implicitHeight : 0, chart ? columns.y + columns.height - words.y : 0) + 2 * words.y
    height: implicitHeight

    Column {
        id: words
        x: card.pad
        y: Theme.px(Theme.landscape ? 18 : 12)
        width: (card.beside || card.split ? card.half : card.width - card.pad) - card.pad
        Figure {
            id: figure
            width: parent.width
            caption: [card.view.totalCaption ?? "", Theme.landscape && !card.brief ? card.view.span ?? "" : ""].filter(w => w !== "").join("　")
            value: card.view.amount ?? ""
            unit: Words.yuan
            kind: metrics.advanceWidth(value) + Theme.sizes.figure <= width ? "figure" : "h2"
            FontMetrics {
                id: metrics
                font.family: Theme.family
                font.pixelSize: Theme.sizes.figure
                font.weight: Font.Bold
            }
        }
        Loader {
            width: parent.width
            active: !card.split
            sourceComponent: factLines
        }
    }
    Loader {
        id: facts
        x: card.half
        y: Theme.px(18)
        width: card.width - x - card.pad
        active: card.split
        sourceComponent: factLines
    }
    Component {
        id: factLines
        Column {
            PartsLabel {
                width: parent.width
                parts: card.split && Theme.step === 2 ? [] : card.tall || card.split ? [card.view.difference ?? ""] : [card.view.approx ?? "", card.view.difference ?? ""]
            }
            PartsLabel {
                width: parent.width
                parts: card.brief ? [] : [card.view.households ?? "", card.view.programmes ?? ""]
                font.weight: Font.Medium
                color: Theme.ink
            }
        }
    }
    Label {
        id: chartTitle
        x: columns.x
        y: card.beside ? Theme.px(14) : words.y + words.height + Theme.px(card.tall ? 4 : 12)
        width: columns.width
        visible: card.chart
        horizontalAlignment: card.beside ? Text.AlignRight : Text.AlignLeft
        kind: "small"
        text: card.view.chartTitle ?? ""
    }
    ColumnChart {
        id: columns
        x: card.beside ? card.half : card.pad
        y: chartTitle.y + chartTitle.height + Theme.px(4)
        width: card.width - x - card.pad
        visible: card.chart
        columnRoom: card.room > 0 ? Math.min(Theme.px(160), card.room - y - 2 * lineHeight - Theme.px(16)) : Theme.px(card.beside ? 110 : 120)
        height: implicitHeight
        points: card.view.columns ?? []
    }
}
