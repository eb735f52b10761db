pragma ComponentBehavior: Bound
import QtQuick

// At most 6 columns from a common zero, each with its value and label in words; the current one filled.
// points = [{label, value, ratio, current}]. Where the values would not fit over the columns
// (large text), the same numbers stand as rows with lying bars.
Item {
    id: chart

    required property var points
    property real columnRoom: Theme.px(150)
    readonly property int count: points ? points.length : 0
    readonly property real slot: count > 0 ? width / count : 0
    readonly property real widest: {
        let most = 0;
        for (let i = 0; i < chart.count; i++)
            most = Math.max(most, metrics.advanceWidth(chart.points[i].value), metrics.advanceWidth(chart.points[i].label));
        return most;
    }
    readonly property bool lying: widest + Theme.px(8) > slot
    readonly property real lineHeight: Math.ceil(Theme.sizes.small * 1.45)

    implicitHeight: lying ? count * (lineHeight + Theme.px(6)) : columnRoom + 2 * lineHeight
    Accessible.role: Accessible.Chart
    Accessible.name: {
        const words = [];
        for (let i = 0; i < chart.count; i++)
            words.push(chart.points[i].label + " " + chart.points[i].value);
        return words.join("，");
    }

    FontMetrics {
        id: metrics
        font.family: Theme.family
        font.pixelSize: Theme.sizes.small
        font.weight: Font.Bold
    }
    Repeater {
        model: chart.points
        Item {
            id: column
            required property int index
            required property var modelData
            readonly property color barColor: modelData.current ? Theme.primary : Theme.bar2
            readonly property real full: chart.lying ? chart.width - label.implicitWidth - chart.widest - Theme.px(40) : chart.height - 2 * chart.lineHeight

            x: chart.lying ? 0 : index * chart.slot
            y: chart.lying ? index * (chart.lineHeight + Theme.px(6)) : 0
            width: chart.lying ? chart.width : chart.slot
            height: chart.lying ? chart.lineHeight : chart.height
            Rectangle {
                id: bar
                x: chart.lying ? label.implicitWidth + Theme.px(20) : Theme.px(3)
                y: chart.lying ? (parent.height - height) / 2 : parent.height - chart.lineHeight - height
                width: chart.lying ? Math.max(Theme.px(2), column.full * column.modelData.ratio) : parent.width - Theme.px(6)
                height: chart.lying ? Theme.px(24) : Math.max(Theme.px(2), Math.round(column.full * column.modelData.ratio))
                radius: Theme.px(4)
                color: column.barColor
            }
            Label {
                x: chart.lying ? parent.width - implicitWidth : (parent.width - implicitWidth) / 2
                y: chart.lying ? 0 : bar.y - height
                kind: "small"
                oneLine: true
                text: column.modelData.value
                font.weight: column.modelData.current ? Font.Bold : Font.Normal
                color: column.modelData.current ? Theme.ink : Theme.ink2
            }
            Label {
                id: label
                x: chart.lying ? 0 : (parent.width - implicitWidth) / 2
                y: chart.lying ? 0 : parent.height - height
                kind: "small"
                oneLine: true
                text: column.modelData.label
                font.weight: column.modelData.current ? Font.Bold : Font.Normal
                color: column.modelData.current ? Theme.ink : Theme.ink2
            }
        }
    }
}
