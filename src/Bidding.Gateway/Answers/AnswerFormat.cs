namespace Bidding.Gateway.Answers;

/// <summary>How an answer is written.</summary>
public enum AnswerFormat : byte { Protobuf = 0, Json = 1 }
