using System.Globalization;
using System.Net;
using System.Text;
using Bidding.Core.Replay.Runs;

namespace Bidding.Node.Cli.Simulate;

/// <summary>Draws, for each campaign, plan and spend as parts of the budget over the day, and the mean multiplier of each hour. One SVG without scripts or fonts.</summary>
internal static class PlotSvg
{
    private const int Width = 960;
    private const int Height = 320;
    private const int Left = 56;
    private const int Top = 34;
    private const int PlotWidth = Width - Left - 64;
    private const int PlotHeight = Height - Top - 36;
    private const int PointsMost = 600;

    public static string Draw(ReplayReport report)
    {
        var svg = new StringBuilder();
        var height = Height * Math.Max(1, report.Campaigns.Count);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var i = 0; i < report.Campaigns.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate(0,{Height * i})\">\n");
            Draw(svg, report.Campaigns[i]);
            svg.Append("</g>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, CampaignResult campaign)
    {
        var hours = campaign.Hourly.Count;
        var title = string.Create(
            CultureInfo.InvariantCulture, $"{campaign.Id}: {campaign.Spent} of {campaign.Budget} spent, value {campaign.Value:0.###}, largest deviation {campaign.MaxDeviation * 100:0.00} %");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"20\" font-weight=\"bold\">{WebUtility.HtmlEncode(title)}</text>\n");
        for (var part = 0; part <= 4; part++)
        {
            var y = Y(part / 4.0);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Left + PlotWidth}\" y2=\"{y:0.#}\" stroke=\"#ddd\"/><text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{part * 25} %</text>\n");
        }

        for (var hour = 0; hour <= hours; hour += 4)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(hour * 3_600_000.0, hours):0.#}\" y=\"{Top + PlotHeight + 18}\" text-anchor=\"middle\">{hour} h</text>\n");
        }

        Multipliers(svg, campaign, hours);
        Line(svg, campaign, hours, "#888", "5 4", mark => mark.Planned);
        Line(svg, campaign, hours, "#1565c0", "", mark => mark.Spent);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 10}\" y=\"{Top + 16}\"><tspan fill=\"#888\">plan (true traffic)</tspan> <tspan fill=\"#1565c0\">spent</tspan> <tspan fill=\"#e65100\">multiplier (right)</tspan></text>\n");
    }

    private static void Line(StringBuilder svg, CampaignResult campaign, int hours, string colour, string dashes, Func<(long AtMs, double Planned, double Spent), double> of)
    {
        var course = campaign.Course;
        var every = Math.Max(1, course.Count / PointsMost);
        var points = course.Where((_, i) => i % every == 0 || i == course.Count - 1)
            .Select(mark => string.Create(CultureInfo.InvariantCulture, $"{X(mark.AtMs, hours):0.#},{Y(of(mark)):0.#}"));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" stroke-dasharray=\"{dashes}\" points=\"{string.Join(' ', points)}\"/>\n");
    }

    private static void Multipliers(StringBuilder svg, CampaignResult campaign, int hours)
    {
        var shown = campaign.Hourly.Where(hour => hour.Opportunities > 0).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        // A few hours of open bids would flatten all others: the scale ends at three times the median.
        var median = shown.Select(hour => hour.AvgMultiplier).Order().ElementAt(shown.Count / 2);
        var most = Math.Max(1e-12, Math.Min(shown.Max(hour => hour.AvgMultiplier), 3 * median));
        foreach (var hour in shown)
        {
            var y = Y(Math.Min(1, hour.AvgMultiplier / most) * 0.9);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(hour.Hour * 3_600_000.0, hours):0.#}\" x2=\"{X((hour.Hour + 1) * 3_600_000.0, hours):0.#}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"#e65100\" stroke-width=\"2\"/>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + PlotWidth + 6}\" y=\"{Y(0.9) + 4:0.#}\" fill=\"#e65100\">{most:0.###}</text>\n");
    }

    private static double X(double atMs, int hours) => Left + (PlotWidth * Math.Clamp(atMs / (hours * 3_600_000.0), 0, 1));

    private static double Y(double part) => Top + (PlotHeight * (1 - Math.Clamp(part, 0, 1)));
}
