namespace Bidding.OpenRtb.Mapping;

/// <summary>What went wrong, gathered while the calls unwind: the reason first, then each enclosing field in front of the path.
/// A text that reads well never touches it.</summary>
internal struct ReadState
{
    private string? _reason;
    private string? _path;

    /// <summary>Notes the reason and returns false, so that a reader can return it.</summary>
    public bool Fail(string reason)
    {
        _reason = reason;
        _path = null;
        return false;
    }

    public void Within(string field) =>
        _path = string.IsNullOrEmpty(_path) ? field : _path[0] == '[' ? field + _path : $"{field}.{_path}";

    public void Within(int index) =>
        _path = string.IsNullOrEmpty(_path) || _path[0] == '[' ? $"[{index}]{_path}" : $"[{index}].{_path}";

    public void Forget() => this = default;

    public readonly JsonError ToError() => new(_path ?? "", _reason ?? "malformed JSON");
}
