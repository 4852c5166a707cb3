using System.Text.RegularExpressions;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Bounds and cross-field rules of an ad.</summary>
internal static partial class AdRules
{
    // OpenRTB's list of category taxonomies, without its vendors' own.
    private const int CattaxMax = 9;

    // OpenRTB's list of creative attributes; from 500 on they are vendors' own.
    private const int AttributeMax = 17;
    private const int VendorAttributeMin = 500;

    public static void Check(Ad ad, FieldErrors errors)
    {
        errors.CheckId("id", ad.Id);
        errors.CheckId("campaign_id", ad.CampaignId);
        errors.CheckName(ad.Name);
        errors.CheckUrl("landing_url", ad.LandingUrl);
        errors.AddIf(ad.Adomain.Count == 0, "adomain", "needs at least one domain of the advertiser, such as example.com");
        errors.CheckCount("adomain", ad.Adomain.Count, 20);
        errors.CheckDistinct("adomain", ad.Adomain);
        foreach (var domain in ad.Adomain.Where(domain => !FieldErrors.Domain().IsMatch(domain)))
        {
            errors.Add("adomain", $"'{domain}' must be a domain such as example.com");
        }

        CheckDeclarations(ad, errors);
        CreativeRules.Check(ad, errors);
        TargetingRules.Check(ad.Targeting, errors);
    }

    private static void CheckDeclarations(Ad ad, FieldErrors errors)
    {
        errors.AddIf(ad.Cattax is < 1 or > CattaxMax, "cattax", $"must be from 1 to {CattaxMax}");
        errors.CheckCount("categories", ad.Categories.Count, 20);
        errors.CheckDistinct("categories", ad.Categories);
        foreach (var category in ad.Categories)
        {
            var fits = ad.Cattax == 1 ? ContentCategory().IsMatch(category) : TaxonomyCode().IsMatch(category);
            errors.AddIf(!fits, "categories", ad.Cattax == 1 ? $"'{category}' must be a category such as IAB3 or IAB3-1, or set cattax" : $"'{category}' must be a code of taxonomy {ad.Cattax}");
        }

        errors.CheckCount("attributes", ad.Attributes.Count, 20);
        errors.CheckDistinct("attributes", ad.Attributes);
        foreach (var attribute in ad.Attributes.Where(attribute => attribute is < 1 or > AttributeMax and < VendorAttributeMin))
        {
            errors.Add("attributes", $"{attribute} must be an OpenRTB creative attribute, 1 to {AttributeMax}, or a vendor's from {VendorAttributeMin}");
        }

        errors.AddIf(ad.Bundle.Length > 0 && !Bundle().IsMatch(ad.Bundle), "bundle", "must be an app bundle or store id such as com.example.app");
        errors.AddIf(ad.Language.Length > 0 && !FieldErrors.Language().IsMatch(ad.Language), "language", "must be an ISO 639-1 code such as de");
    }

    [GeneratedRegex("^IAB[0-9]{1,2}(-[0-9]{1,3})?\\z")]
    private static partial Regex ContentCategory();

    [GeneratedRegex("^[0-9A-Za-z-]{1,16}\\z")]
    private static partial Regex TaxonomyCode();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,199}\\z")]
    private static partial Regex Bundle();
}
