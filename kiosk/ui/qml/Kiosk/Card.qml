import QtQuick

// A surface that holds things together; never nested deeper than one.
Rectangle {
    property bool sunk: false
    property bool alarmed: false

    color: sunk ? Theme.tint : Theme.surface
    radius: Theme.radius
    border.width: sunk && !Theme.dark ? 0 : Theme.stroke
    border.color: alarmed ? Theme.errInk : Theme.line
}
