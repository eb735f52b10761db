pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 打印: what can be printed, or (with parameters) one sheet as it will come out.
Page {
    id: page

    property bool previews: false

    title: previews ? sheet.title : list.title
    meta: previews ? sheet.meta : list.meta
    phase: previews ? sheet.phase : list.phase
    slow: previews ? sheet.slow : list.slow

    Component.onCompleted: {
        previews = (Nav.params.kind ?? "") !== "" || (Nav.params.id ?? "") !== "";
        if (previews)
            sheet.start(Nav.params);
        else
            list.start(Nav.params);
    }
    Component.onDestruction: {
        sheet.stop();
        list.stop();
    }

    DeskPrintListVM {
        id: list
        onAsked: (to, params) => Nav.open(to, params)
    }
    DeskSheetVM {
        id: sheet
    }
    DeskForm {
        anchors.fill: parent
        visible: !page.previews
        vm: list
        page: page
    }
    PrintSheet {
        anchors.fill: parent
        visible: page.previews
        vm: sheet
    }
}
