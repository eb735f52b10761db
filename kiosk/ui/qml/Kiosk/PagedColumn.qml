pragma ComponentBehavior: Bound
import QtQuick

// Delegates in columns, page by page, whole: heights are measured, nothing scrolls and nothing is cut.
// Every delegate is made once, so it is for lists of some dozens; longer lists give a slice as model.
Item {
    id: paged

    property alias model: repeater.model
    property alias delegate: repeater.delegate
    property int page: 0
    property int columns: 1
    property real spacing: Theme.gapMin
    property real columnSpacing: Theme.gap
    // The same height for all rows of a grid (several columns look ragged otherwise).
    property bool even: columns > 1
    // Reading order across the columns first (tiles); otherwise down a column, then the next (tables).
    property bool across: false
    // Height that something else takes on the first page, above the rows.
    property real lead: 0
    readonly property int pages: dealt.pages
    readonly property int shown: Math.min(page, pages - 1)
    readonly property real columnWidth: (width - columnSpacing * (columns - 1)) / columns
    readonly property var dealt: {
        const spots = [];
        let tallest = 0;
        for (let i = 0; i < repeater.count; i++) {
            const item = repeater.itemAt(i);
            tallest = Math.max(tallest, item ? item.implicitHeight : 0);
        }
        let page = 0;
        let column = 0;
        let y = paged.lead;
        for (let i = 0; i < repeater.count; i++) {
            const item = repeater.itemAt(i);
            const high = paged.even ? tallest : item ? item.implicitHeight : 0;
            if (y > 0 && column === 0 && paged.across && y + high > paged.height + 0.5) {
                y = 0;
                page += 1;
            } else if (y > 0 && !paged.across && y + high > paged.height + 0.5) {
                column += 1;
                if (column >= paged.columns) {
                    column = 0;
                    page += 1;
                }
                y = page === 0 ? paged.lead : 0;
            }
            spots.push({
                page: page,
                column: column,
                y: y,
                height: high
            });
            if (paged.across)
                column = (column + 1) % paged.columns;
            if (!paged.across || column === 0)
                y += high + paged.spacing;
        }
        return {
            spots: spots,
            pages: page + 1
        };
    }

    function place(): void {
        for (let i = 0; i < repeater.count && i < paged.dealt.spots.length; i++) {
            const item = repeater.itemAt(i);
            const spot = paged.dealt.spots[i];
            if (!item)
                continue;
            // Not `visible`: it reaches every child, a delegate whose height asks `child.visible` would
            // shrink when hidden, be dealt again, and never come to rest.
            item.opacity = spot.page === paged.shown ? 1 : 0;
            item.enabled = spot.page === paged.shown;
            item.x = spot.column * (paged.columnWidth + paged.columnSpacing);
            item.y = spot.y;
            item.width = paged.columnWidth;
            item.height = spot.height;
        }
    }

    onDealtChanged: place()
    onShownChanged: place()
    onColumnWidthChanged: place()
    Component.onCompleted: place()

    Repeater {
        id: repeater
        onItemAdded: (index, item) => item.width = paged.columnWidth
    }
}
