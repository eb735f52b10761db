pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Blocks of different kinds dealt onto pages whole: a heading stays with what follows it, and a
// table's head is repeated on top of every page that goes on with its rows.
Item {
    id: flow

    property alias model: repeater.model
    property alias delegate: repeater.delegate
    property int page: 0
    property int columns: 1
    property real columnSpacing: Theme.gap
    readonly property real columnWidth: (width - columnSpacing * (columns - 1)) / columns
    readonly property int pages: dealt.pages
    readonly property int shown: Math.min(page, pages - 1)
    property var dealt: ({
            pages: 1,
            spots: []
        })

    function measure(): void {
        const heights = [];
        const keep = [];
        const heads = [];
        for (let i = 0; i < repeater.count; i++) {
            const item = repeater.itemAt(i) as FlowBlock;
            heights.push(item && item.implicitHeight > 0 ? item.implicitHeight + item.gapAbove : 0);
            keep.push(item ? item.keep : false);
            heads.push(item ? item.headAbove : 0);
        }
        flow.dealt = Layout.deal({
            heights: heights,
            room: flow.height,
            columns: flow.columns,
            keep: keep,
            heads: heads
        });
        flow.place();
    }
    function place(): void {
        for (let i = 0; i < repeater.count && i < flow.dealt.spots.length; i++) {
            const item = repeater.itemAt(i) as FlowBlock;
            const spot = flow.dealt.spots[i];
            if (!item)
                continue;
            item.visible = spot.page === flow.shown && item.implicitHeight > 0;
            item.x = spot.column * (flow.columnWidth + flow.columnSpacing);
            item.y = spot.y + (spot.y > 0 || item.headAbove > 0 ? item.gapAbove : 0);
            const before = i > 0 ? flow.dealt.spots[i - 1] : null;
            item.startsColumn = !before || before.page !== spot.page || before.column !== spot.column;
        }
    }

    function later(): void {
        soon.restart();
    }

    onShownChanged: place()
    onHeightChanged: soon.restart()
    onWidthChanged: soon.restart()
    onColumnsChanged: soon.restart()
    Component.onCompleted: measure()

    // Measured once for a burst of changes; ends with the flow, unlike a late call.
    Timer {
        id: soon
        interval: 0
        onTriggered: flow.measure()
    }
    Repeater {
        id: repeater
        onItemAdded: soon.restart()
        onItemRemoved: soon.restart()
    }
}
