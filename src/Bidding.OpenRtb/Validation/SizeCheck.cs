namespace Bidding.OpenRtb.Validation;

/// <summary>Gathers the first fault among the sizes and ratios of one object. Absent fields read as 0 and pass.</summary>
internal ref struct SizeCheck(RequestLimits limits)
{
    private string? _field;
    private string? _reason;

    public void Add(string field, double value)
    {
        if (_field is not null || (value >= 0 && value <= limits.MaxPixels))
        {
            return;
        }

        _field = field;
        _reason = value < 0 ? "must not be negative" : value > limits.MaxPixels ? $"larger than {limits.MaxPixels}" : Reasons.NotFinite;
    }

    /// <summary>The fault with the bare field as its path, or null.</summary>
    public readonly RequestError? First() => _field is null ? null : new RequestError(_field, _reason!);

    /// <summary>The fault with its object's path in front, or null.</summary>
    public readonly RequestError? Within(string path) => _field is null ? null : new RequestError($"{path}.{_field}", _reason!);
}
