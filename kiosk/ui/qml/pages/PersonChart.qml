import QtQuick
import Kiosk

// Five years of one person as columns, with the words that the last year is not over.
Card {
    id: card

    required property var view

    implicitHeight: columns.y + columns.implicitHeight + Theme.px(16)
    PartsLabel {
        id: title
        x: Theme.px(32)
        y: Theme.px(12)
        width: parent.width - 2 * x
        font.weight: Font.Medium
        parts: [card.view.chartTitle ?? "", card.view.chartNote ?? ""]
    }
    ColumnChart {
        id: columns
        x: Theme.px(24)
        y: title.y + title.height + Theme.px(4)
        width: parent.width - 2 * x
        height: implicitHeight
        columnRoom: Theme.px(110)
        points: card.view.columns ?? []
    }
}
