pragma ComponentBehavior: Bound
import QtQuick

// Hills, rice, horse-head walls and the camphor tree: decoration, with the village name on the sky.
Rectangle {
    id: picture

    required property string place
    required property string village
    required property string affairs
    // Without the words it stands on any page.
    property bool worded: true
    readonly property string look: Theme.dark ? "dark" : "light"
    readonly property bool tall: height > width

    color: Theme.dark || !worded ? Theme.bg : "#F4F1E4"
    clip: true
    Accessible.ignored: true

    Rectangle {
        visible: !Theme.dark
        x: Math.round(picture.width * (picture.tall ? 0.75 : 0.57))
        y: Math.round(picture.height * (picture.tall ? 0.21 : 0.16))
        width: Theme.px(picture.tall ? 74 : 64)
        height: width
        radius: width / 2
        color: "#C9553B"
    }
    Image {
        anchors.fill: parent
        source: "image://picture/hills?" + picture.look
        sourceSize: Qt.size(width, height)
    }
    Image {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Math.round(picture.tall ? picture.height * 0.19 : Math.min(picture.height * 0.19, Theme.px(80)))
        source: "image://picture/fields?" + picture.look
        sourceSize: Qt.size(width, height)
        Image {
            anchors.right: parent.right
            anchors.rightMargin: Theme.px(picture.tall ? 16 : 40)
            anchors.bottom: parent.top
            anchors.bottomMargin: -Math.round(height * 0.055)
            width: Math.min(picture.width * (picture.tall ? 0.86 : 0.53), (picture.height - Theme.px(picture.worded ? 110 : 70)) * 760 / 254)
            height: Math.round(width * 254 / 760)
            source: "image://picture/houses?" + picture.look
            sourceSize: Qt.size(width, height)
        }
    }
    Column {
        visible: picture.worded
        x: Theme.margin
        y: Theme.px(picture.tall ? 44 : 38)
        Label {
            kind: "stripMeta"
            oneLine: true
            text: picture.place
            color: Theme.ink2
        }
        Label {
            kind: "figure"
            font.pixelSize: Theme.px(66)
            oneLine: true
            text: picture.village
        }
        Label {
            kind: "strip"
            font.pixelSize: Theme.px(46)
            oneLine: true
            text: picture.affairs
            color: Theme.ptext
        }
    }
}
