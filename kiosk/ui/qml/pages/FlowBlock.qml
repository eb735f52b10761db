import QtQuick

// One block of a BlockFlow. Heights are implicit; the flow sets place and visibility.
Item {
    id: block

    property real gapAbove: 0
    // Moves along when the next block does not fit under it.
    property bool keep: false
    // Room for a repeated head when this block is the first of a column.
    property real headAbove: 0
    property bool startsColumn: false
    readonly property BlockFlow flow: parent as BlockFlow

    width: flow ? flow.columnWidth : 0
    height: implicitHeight
    onImplicitHeightChanged: if (flow)
        flow.later()
}
