using System.Globalization;
using System.Text;
using System.Xml;
using Bidding.Core.Campaigns;
using NodaTime;

namespace Bidding.Gateway.Answers;

/// <summary>
/// Video and audio as inline VAST (IAB, 2.0 to 4.2), in the version the slot takes. The same elements stand in an order that all versions allow; what a version does not
/// know is left out of it.
/// </summary>
internal static class VastMarkup
{
    private const string AdSystem = "bidding";

    /// <summary>The video of a video ad, or of a native ad's video asset.</summary>
    public static string WriteVideo(Ad ad, int fileIndex, int protocol, BidLinks links)
    {
        var video = (ad.Video ?? ad.Native?.Video)!;
        var version = VersionOf(protocol, isAudio: false);
        var title = video.Title.Length > 0 ? video.Title : ad.Name;
        return video.Linearity == 2
            ? Write(ad, title, version, isAudio: false, links, new NonLinear(video, fileIndex, links).Write)
            : Write(ad, title, version, isAudio: false, links, new Linear(video.Files, video.Duration, video.SkipAfter, fileIndex, version, links).Write);
    }

    public static string WriteAudio(Ad ad, int fileIndex, int protocol, BidLinks links)
    {
        var audio = ad.Audio!;
        var version = VersionOf(protocol, isAudio: true);
        var title = audio.Title.Length > 0 ? audio.Title : ad.Name;
        return Write(ad, title, version, isAudio: true, links, new Linear(audio.Files, audio.Duration, null, fileIndex, version, links).Write);
    }

    /// <summary>AdCOM list "Creative Subtypes - Audio/Video". Audio came into VAST with 4.1; older audio slots (DAAST) get that too.</summary>
    private static string VersionOf(int protocol, bool isAudio) => protocol switch
    {
        2 when !isAudio => "2.0",
        3 when !isAudio => "3.0",
        7 when !isAudio => "4.0",
        13 => "4.2",
        _ => isAudio ? "4.1" : protocol == 11 ? "4.1" : "4.0",
    };

    private static string Write(Ad ad, string title, string version, bool isAudio, BidLinks links, Action<XmlWriter> creative)
    {
        var text = new StringBuilder(1024);
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("VAST");
            xml.WriteAttributeString("version", version);
            xml.WriteStartElement("Ad");
            xml.WriteAttributeString("id", ad.Id);
            if (isAudio)
            {
                xml.WriteAttributeString("adType", "audio");
            }

            xml.WriteStartElement("InLine");
            xml.WriteElementString("AdSystem", AdSystem);
            xml.WriteElementString("AdTitle", title);
            if (IsFour(version) && version != "4.0")
            {
                xml.WriteElementString("AdServingId", links.BidId);
            }

            Data(xml, "Impression", links.Impression);
            xml.WriteStartElement("Creatives");
            xml.WriteStartElement("Creative");
            xml.WriteAttributeString("id", ad.Id);
            if (IsFour(version))
            {
                xml.WriteStartElement("UniversalAdId");
                xml.WriteAttributeString("idRegistry", "unknown");
                if (version == "4.0")
                {
                    xml.WriteAttributeString("idValue", ad.Id);
                }

                xml.WriteString(ad.Id);
                xml.WriteEndElement();
            }

            creative(xml);
        }

        return text.ToString();
    }

    private static bool IsFour(string version) => version[0] == '4';

    private static void Data(XmlWriter xml, string element, string url)
    {
        xml.WriteStartElement(element);
        xml.WriteCData(url);
        xml.WriteEndElement();
    }

    private static string Clock(Duration duration) => string.Create(
        CultureInfo.InvariantCulture, $"{(int)duration.TotalHours:00}:{duration.Minutes:00}:{duration.Seconds:00}.{duration.Milliseconds:000}");

    private static void WriteFile(XmlWriter xml, MediaFile file)
    {
        xml.WriteStartElement("MediaFile");
        xml.WriteAttributeString("delivery", "progressive");
        xml.WriteAttributeString("type", file.Mime);
        xml.WriteAttributeString("width", file.Width.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("height", file.Height.ToString(CultureInfo.InvariantCulture));
        if (file.BitrateKbps > 0)
        {
            xml.WriteAttributeString("bitrate", file.BitrateKbps.ToString(CultureInfo.InvariantCulture));
        }

        xml.WriteCData(file.Url);
        xml.WriteEndElement();
    }

    /// <summary>Plays in the stream. All files of the fitting one's content type are offered, that one first.</summary>
    private sealed record Linear(IReadOnlyList<MediaFile> Files, Duration Duration, Duration? SkipAfter, int FileIndex, string Version, BidLinks Links)
    {
        public void Write(XmlWriter xml)
        {
            xml.WriteStartElement("Linear");
            if (SkipAfter is { } after && Version != "2.0")
            {
                xml.WriteAttributeString("skipoffset", Clock(after));
            }

            xml.WriteElementString("Duration", Clock(Duration));
            if (!IsFour(Version))
            {
                WriteClicks(xml);
            }

            xml.WriteStartElement("MediaFiles");
            var best = Files[FileIndex];
            WriteFile(xml, best);
            for (var i = 0; i < Files.Count; i++)
            {
                if (i != FileIndex && string.Equals(Files[i].Mime, best.Mime, StringComparison.OrdinalIgnoreCase))
                {
                    WriteFile(xml, Files[i]);
                }
            }

            xml.WriteEndElement();
            if (IsFour(Version))
            {
                WriteClicks(xml);
            }

            xml.WriteEndElement();
        }

        private void WriteClicks(XmlWriter xml)
        {
            xml.WriteStartElement("VideoClicks");
            Data(xml, "ClickThrough", Links.Click);
            xml.WriteEndElement();
        }
    }

    /// <summary>Lies over the content.</summary>
    private sealed record NonLinear(VideoCreative Video, int FileIndex, BidLinks Links)
    {
        public void Write(XmlWriter xml)
        {
            var file = Video.Files[FileIndex];
            xml.WriteStartElement("NonLinearAds");
            xml.WriteStartElement("NonLinear");
            xml.WriteAttributeString("width", file.Width.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("height", file.Height.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("minSuggestedDuration", Clock(Video.Duration));
            xml.WriteStartElement("StaticResource");
            xml.WriteAttributeString("creativeType", file.Mime);
            xml.WriteCData(file.Url);
            xml.WriteEndElement();
            Data(xml, "NonLinearClickThrough", Links.Click);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
    }
}
