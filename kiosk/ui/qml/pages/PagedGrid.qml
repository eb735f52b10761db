pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Keys of one size in rows from left to right, page by page: the order is the reading order.
Item {
    id: grid

    property alias model: repeater.model
    property alias delegate: repeater.delegate
    property int page: 0
    property int columns: 3
    property real spacing: Theme.px(20)
    property real tallest: 0
    readonly property real cellWidth: (width - spacing * (columns - 1)) / columns
    readonly property int rowsThatFit: Math.max(1, Math.floor((height + spacing + 0.5) / (tallest + spacing)))
    readonly property int perPage: rowsThatFit * columns
    readonly property int pages: Math.max(1, Math.ceil(repeater.count / perPage))
    readonly property int shown: Math.min(page, pages - 1)

    function place(): void {
        let tallest = 1;
        for (let i = 0; i < repeater.count; i++) {
            const item = repeater.itemAt(i);
            if (item)
                tallest = Math.max(tallest, item.implicitHeight);
        }
        grid.tallest = tallest;
        for (let i = 0; i < repeater.count; i++) {
            const item = repeater.itemAt(i);
            if (!item)
                continue;
            const spot = i - grid.shown * grid.perPage;
            item.visible = spot >= 0 && spot < grid.perPage;
            item.width = grid.cellWidth;
            item.height = tallest;
            item.x = (spot % grid.columns) * (grid.cellWidth + grid.spacing);
            item.y = Math.floor(spot / grid.columns) * (tallest + grid.spacing);
        }
    }
    function later(): void {
        soon.restart();
    }

    // Not at once: placing measures, and what is measured decides which page is shown.
    onShownChanged: later()
    onPerPageChanged: later()
    onCellWidthChanged: later()
    Component.onCompleted: place()

    Timer {
        id: soon
        interval: 0
        onTriggered: grid.place()
    }
    Repeater {
        id: repeater
        onItemAdded: (index, item) => {
            item.width = grid.cellWidth;
            item.implicitHeightChanged.connect(grid.later);
            soon.restart();
        }
        onItemRemoved: soon.restart()
    }
}
