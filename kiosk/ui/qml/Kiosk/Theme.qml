pragma Singleton
import QtQuick

// Tokens of the screen: lengths, type, colours. One place; a page never writes a pixel or a colour.
// Lengths are pixels of size class S (21.5–24 inch, 1080 wide) times `unit`; see ui.md §2.
QtObject {
    id: theme

    property real screenWidth: 1080
    property real screenHeight: 1920
    property real pxPerMm: 4.03
    property int step: 0
    property bool dark: false
    property bool lowWanted: false
    // The glass hangs high (high_mounted): every visit begins in low-reach.
    property bool hangsHigh: false
    property bool keyboard: false

    readonly property bool landscape: screenWidth > screenHeight
    readonly property real shortSide: Math.min(screenWidth, screenHeight)
    // Twice the pixels on the same glass (2160 × 3840) draws everything exactly twice as large.
    readonly property real unit: shortSide >= 1600 ? shortSide / 1080 : 1
    readonly property bool compact: landscape && shortSide <= 900
    // On 768 lines the lower half holds no text that can be read, and the top is within reach anyway.
    readonly property bool lowReach: lowWanted && !compact
    readonly property string sizeClass: pxPerMm / unit >= 3.3 ? "S" : pxPerMm / unit >= 2.3 ? "M" : "L"
    readonly property int classIndex: sizeClass === "S" ? 0 : sizeClass === "M" ? 1 : 2

    function px(n: real): real {
        return Math.round(n * unit);
    }

    // A length given in mm with its pixel floor; 3 % of play so that rounding of 4.03 does not show.
    function mm(length: real, floor: real): real {
        const wanted = length * pxPerMm;
        return Math.round(wanted > floor * unit * 1.03 ? wanted : floor * unit);
    }

    // Roughly how wide a text is on one line, in sizes of its letters.
    function ems(text: string): real {
        let sum = 0;
        for (const sign of text)
            sum += sign === "\u2060" ? 0 : sign > "\u2000" ? 1 : sign === " " ? 0.25 : 0.57;
        return sum;
    }
    // The width for a sentence, so that no last line holds one or two characters: the lines before it give
    // some of theirs, best after a comma, and there are no more lines than without.
    function tidy(text: string, room: real, size: real): real {
        if (size <= 0 || text.length * size <= room || text.length > 120 || text.includes("\n"))
            return room;
        const per = room / size;
        const whole = ems(text);
        const lines = Math.ceil(whole / per);
        if (lines < 2 || lines > 4 || whole - (lines - 1) * per > 2.7)
            return room;
        let narrow = whole / lines + 1.7;
        if (lines === 2)
            for (let i = 0; i < text.length; i++) {
                const first = ems(text.slice(0, i + 1));
                if ("，、；：。".includes(text[i]) && first <= per && first >= whole - first) {
                    narrow = first + 0.3;
                    break;
                }
            }
        return Math.min(room, Math.ceil(narrow * size));
    }
    // A number stays with its unit at the end of a line (a word joiner between them).
    function tied(text: string): string {
        return text.replace(/([0-9])(?=[元亩户项人天年月日号条份张笔件期岁斤米个次级类万%])/g, "$1\u2060");
    }

    readonly property real margin: compact ? px(40) : mm(12, 48)
    readonly property real bezel: mm(8, 32)
    readonly property real targetMin: mm(16, 64)
    readonly property real target: mm(20, 80)
    readonly property real key: mm(26, 104)
    readonly property real gapMin: mm(3, 12)
    readonly property real gap: mm(6, 24)
    readonly property real section: mm(12, 48)
    readonly property real radius: mm(4, 16)
    readonly property real tileRadius: mm(5, 20)
    readonly property real stroke: mm(0.5, 2)
    readonly property real pad: px(28)

    readonly property real stripHeight: px(landscape ? 88 : 104)
    readonly property real bandHeight: landscape ? px(160) : px(280)
    readonly property real homeBandHeight: landscape ? px(160) : px(162)
    readonly property real sideWidth: compact ? px(400) : px(660)
    readonly property real rowHeight: Math.max(target, px(84), Math.ceil(sizes.name * 1.45) + px(20))

    readonly property string family: "Noto Sans SC"
    // Half a glass and 768 lines do not hold one paragraph or one row of the largest text: there it stops
    // at 大, rather than cut anything.
    readonly property real reading: [1, 1.4, lowReach || compact ? 1.4 : 1.8][step]
    // On 768 lines the heading leaves the height to what is read; it is far above the floor anyway.
    readonly property real heading: compact ? [1, 1.1, 1.2][step] : [1, 1.2, 1.4][step]
    readonly property real barText: [1, 1.1, 1.2][step]

    function grown(s: real, m: real, l: real, factor: real): real {
        return Math.round([s, m, l][classIndex] * unit * factor);
    }

    readonly property var sizes: ({
            display: grown(84, 76, 70, heading),
            h1: grown(56, 52, 48, heading),
            h2: grown(48, 44, 40, heading),
            figure: grown(60, 56, 52, heading),
            amount: grown(42, 38, 36, reading),
            name: grown(42, 38, 36, reading),
            body: grown(40, 36, 34, reading),
            meta: grown(34, 32, 30, reading),
            small: grown(32, 30, 28, reading),
            key: grown(40, 36, 34, barText),
            bar: grown(32, 30, 28, barText),
            strip: grown(42, 38, 36, 1),
            stripMeta: grown(34, 32, 30, 1)
        })
    readonly property var weights: ({
            display: Font.Bold,
            h1: Font.Bold,
            h2: Font.Bold,
            figure: Font.Bold,
            amount: Font.Bold,
            name: Font.Medium,
            body: Font.Normal,
            meta: Font.Normal,
            small: Font.Normal,
            key: Font.Medium,
            bar: Font.Medium,
            strip: Font.Bold,
            stripMeta: Font.Normal
        })

    readonly property color bg: dark ? "#000000" : "#FAF7F0"
    readonly property color surface: dark ? "#121212" : "#FFFFFF"
    readonly property color sunk: dark ? "#1C1C1C" : "#F2EDE2"
    readonly property color zebra: dark ? "#1C1C1C" : "#FBF8F1"
    readonly property color line: dark ? "#6E6E6E" : "#DED6C6"
    readonly property color edge: dark ? "#BFBFBF" : "#857B6B"
    readonly property color ink: dark ? "#FFFFFF" : "#1E1A15"
    readonly property color ink2: dark ? "#E6E6E6" : "#4D463C"
    readonly property color primary: dark ? "#FFD400" : "#0B5A3C"
    readonly property color primaryPress: dark ? "#C9A800" : "#063524"
    readonly property color primaryInk: dark ? "#000000" : "#FFFFFF"
    readonly property color primaryInk2: dark ? "#000000" : "#E6F1EA"
    readonly property color ptext: dark ? "#FFD400" : "#0B5A3C"
    readonly property color tint: dark ? "#262626" : "#E8F2EB"
    readonly property color accent: dark ? "#FF9B9B" : "#9C1C1C"
    readonly property color bar2: dark ? "#8C8C8C" : "#739683"
    readonly property color track: dark ? "#2A2A2A" : "#EFEADF"
    readonly property color okInk: dark ? "#8CF0B0" : "#0A4D2C"
    readonly property color okGround: dark ? "#0E2417" : "#E1F0E6"
    readonly property color warnInk: dark ? "#FFD400" : "#5A3B00"
    readonly property color warnGround: dark ? "#2A2200" : "#FFF1CC"
    readonly property color errInk: dark ? "#FF9B9B" : "#8A1414"
    readonly property color errGround: dark ? "#2E1111" : "#FCE6E1"
    readonly property color muteInk: dark ? "#E6E6E6" : "#4D463C"
    readonly property color muteGround: dark ? "#262626" : "#ECE6DA"
    readonly property color highlight: dark ? "#4A3D00" : "#FFE9A3"
    readonly property color focus: dark ? "#FFD400" : "#0B4F8A"
    // The plate of an icon on a filled tile: a shade of the fill in light, black on yellow in 黑底.
    readonly property color plateOnPrimary: dark ? "#000000" : "#22694E"
    readonly property color iconOnPrimary: dark ? "#FFD400" : "#FFFFFF"
    readonly property color veil: "#9E000000"

    function reset(): void {
        step = 0;
        dark = false;
        lowWanted = hangsHigh;
        keyboard = false;
    }
}
