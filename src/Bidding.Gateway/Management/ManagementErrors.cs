using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using GrpcStatus = Grpc.Core.Status;

namespace Bidding.Gateway.Management;

/// <summary>How refusals travel: a gRPC status with google.rpc.BadRequest naming the fields, and back. Any thread.</summary>
public static class ManagementErrors
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    public static RpcException Invalid(IReadOnlyList<FieldError> errors) => Of(StatusCode.InvalidArgument, errors);

    public static RpcException Of(StatusCode code, IReadOnlyList<FieldError> errors)
    {
        var message = errors.Count switch
        {
            0 => code.ToString(),
            1 => errors[0].ToString(),
            _ => $"{errors[0]} (and {errors.Count - 1} more)",
        };
        var violations = new BadRequest();
        violations.FieldViolations.AddRange(errors.Select(error => new BadRequest.Types.FieldViolation { Field = error.Field, Description = error.Message }));
        var details = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(violations) } };
        return new RpcException(new GrpcStatus(code, message), new Metadata { { DetailsTrailer, details.ToByteArray() } });
    }

    public static RpcException Of(CatalogReply reply) => Of(
        reply.Outcome switch
        {
            CatalogOutcome.NotFound => StatusCode.NotFound,
            CatalogOutcome.AlreadyExists => StatusCode.AlreadyExists,
            CatalogOutcome.VersionConflict => StatusCode.Aborted,
            CatalogOutcome.FailedPrecondition => StatusCode.FailedPrecondition,
            _ => StatusCode.InvalidArgument,
        },
        reply.Errors);

    /// <summary>The fields that a refusal names; empty when it names none.</summary>
    public static IReadOnlyList<FieldError> FieldsOf(RpcException error)
    {
        if (error.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes)
        {
            return [];
        }

        try
        {
            var details = Google.Rpc.Status.Parser.ParseFrom(bytes).Details.FirstOrDefault(detail => detail.Is(BadRequest.Descriptor));
            return details is null ? [] : [.. details.Unpack<BadRequest>().FieldViolations.Select(violation => new FieldError(violation.Field, violation.Description))];
        }
        catch (InvalidProtocolBufferException)
        {
            return []; // Details of a server that is not ours: its status and message stand on their own.
        }
    }
}
