pragma ComponentBehavior: Bound
import QtQuick

// The rows of one page in columns, top down; which rows they are was decided before (see PayoutListVM).
Item {
    id: rows

    property alias model: repeater.model
    property alias delegate: repeater.delegate
    property int columns: 1
    property real columnWidth: width
    property real columnSpacing: (width - columnWidth * columns) / Math.max(1, columns - 1)
    property real spacing: 0
    property var columnHeights: []

    function place(): void {
        const heights = [];
        let column = 0;
        let y = 0;
        for (let i = 0; i < repeater.count; i++) {
            const item = repeater.itemAt(i);
            if (!item)
                continue;
            if (y > 0 && y + item.implicitHeight > rows.height + 0.5 && column < rows.columns - 1) {
                column += 1;
                y = 0;
            }
            item.x = column * (rows.columnWidth + rows.columnSpacing);
            item.y = y;
            item.width = rows.columnWidth;
            item.height = item.implicitHeight;
            y += item.implicitHeight + rows.spacing;
            heights[column] = y - rows.spacing;
        }
        rows.columnHeights = heights;
    }

    onHeightChanged: soon.restart()
    onWidthChanged: soon.restart()
    onColumnsChanged: soon.restart()

    Timer {
        id: soon
        interval: 0
        onTriggered: rows.place()
    }
    Repeater {
        id: repeater
        onItemAdded: (index, item) => {
            item.width = rows.columnWidth;
            item.implicitHeightChanged.connect(rows.later);
            soon.restart();
        }
        onItemRemoved: soon.restart()
    }

    function later(): void {
        soon.restart();
    }
}
